import type { AimSource } from "../../../lib/verdict/aim.ts";
import { filled } from "./_fill.ts";
import { splitsRemarks } from "./_final.ts";
import { figure, level, whole } from "./figures.ts";
import { type Html, html, type HtmlValue } from "./html.ts";
import { stacked } from "./_layout.ts";
import { missingList } from "./_missing.ts";
import { remark } from "./_remark.ts";
import type { Study } from "./_study.ts";

/** The box at the top. */
export function answerPart(study: Study): Html {
  const { text, verdict, rule } = study;
  const { locale } = text;
  const { candidate, expected, saving, baseline } = verdict;
  const baseSize = saving === undefined
    ? expected?.parameters ?? study.largest
    : saving.factor * candidate!.parameters;
  const isFlat = verdict.missing.includes("flat");
  const values = {
    metric: study.metric,
    winner: candidate?.latent ?? "",
    baseline,
    size: candidate === undefined ? "" : whole(candidate.parameters, locale),
    baseSize: whole(baseSize, locale),
    factor: saving === undefined ? "" : figure(saving.factor, locale),
  };
  const sentence = {
    saves: saving?.size === undefined ? text.savesUnreached : text.saves,
    open: candidate !== undefined
      ? expected === undefined ? text.openUnreached : text.open
      : verdict.missing.includes("quality")
      ? text.notReached
      : isFlat
      ? text.flat
      : text.noSaving,
  }[verdict.kind];
  const said = filled<HtmlValue>(sentence, {
    ...values,
    winner: html`<b>${values.winner}</b>`,
    baseline: html`<b>${values.baseline}</b>`,
  });
  const body = stacked([
    html`<p class="verdict">${said}</p>`,
    verdict.kind === "saves" ? shownBy() : undefined,
    isFlat ? remark(text.flatNote, values) : undefined,
    missingList(study),
    ...aimRemarks(study),
    ...splitsRemarks(study),
  ]);
  return html`<div class="answer"><h2>${text.answer}</h2>${body}</div>`;

  function shownBy(): Html {
    const names = rule.metrics.map(({ name }) => name);
    return remark(study.basis === "fresh" ? text.shownFresh : text.shownAlone, {
      metrics: names.join(text.and),
      seeds: Math.min(...verdict.reaches.map(({ seeds }) => seeds)),
      level: level(verdict.alpha),
    });
  }
}

/** Where the aims come from, those of one kind in one sentence. */
function aimRemarks({ text, verdict: { aim, baseline }, rule }: Study): Html[] {
  const { locale } = text;
  const size = aim.size === undefined ? "" : whole(
    rule.parameters({ latent: baseline, size: aim.size }),
    locale,
  );
  const sentences: Readonly<Record<AimSource, string>> = {
    given: text.aimGiven,
    between: text.aimDerived,
    smallest: text.aimSmallest,
    floor: text.aimFloor,
  };
  return Object.entries(sentences).flatMap(([source, sentence]) => {
    const aims = rule.metrics.filter(({ name }) => aim.source[name] === source)
      .map(({ name }) => `${name} ${figure(aim.epsilon[name]!, locale)}`);
    if (aims.length === 0) return [];
    return [remark(sentence, { aims: aims.join(text.and), baseline, size })];
  });
}
