import { crossingsOf, differencesOf } from "../../lib/verdict/differences.ts";
import type { Study } from "./_decide.ts";
import { remark } from "./_remark.ts";
import {
  escapeHtml,
  figure,
  htmlTable,
  percent,
  section,
  whole,
} from "./_html.ts";
import { finalCell, splitsRemark } from "./_final.ts";
import { missingList } from "./_missing.ts";
import { fill } from "./_strings.ts";
import { cells } from "./_study.ts";
import { smallestReaching } from "./_smallest.ts";

/** The box at the top. */
export function answerPart(study: Study): string {
  const { text, verdict, rule } = study;
  const { locale } = text;
  const { candidate, expected, saving, baseline } = verdict;
  const baseSize = saving === undefined
    ? expected?.parameters
    : saving.factor * candidate!.parameters;
  const isFlat = verdict.missing.includes("flat");
  const values = {
    metric: escapeHtml(study.metric),
    winner: escapeHtml(candidate?.latent ?? ""),
    baseline: escapeHtml(baseline),
    size: candidate === undefined ? "" : whole(candidate.parameters, locale),
    baseSize: baseSize === undefined ? "" : whole(baseSize, locale),
    factor: saving === undefined ? "" : figure(saving.factor, locale),
  };
  const sentence = {
    saves: saving?.size === undefined ? text.savesUnreached : text.saves,
    open: candidate !== undefined
      ? expected === undefined ? text.openUnreached : text.open
      : expected === undefined
      ? text.notReached
      : isFlat
      ? text.flat
      : text.noSaving,
  }[verdict.kind];
  const aims = rule.metrics.map(({ name }) =>
    `${escapeHtml(name)} ${figure(verdict.aim.epsilon[name]!, locale)}`
  ).join(text.and);
  const aimSize = verdict.aim.size;
  const aim = aimSize === undefined
    ? fill(text.aimGiven, { aims })
    : fill(text.aimDerived, {
      aims,
      baseline: values.baseline,
      size: whole(
        rule.parameters({ latent: baseline, size: aimSize }),
        locale,
      ),
    });
  return `<div class="answer"><h2>${text.answer}</h2>
<p class="verdict">${fill(sentence, values)}</p>
${verdict.kind === "saves" ? shownBy() : ""}
${isFlat ? remark(text.flatNote, values) : ""}
${missingList(study)}
${remark(aim)}
${splitsRemark(study)}
</div>`;

  function shownBy(): string {
    const names = rule.metrics.map(({ name }) => escapeHtml(name));
    return remark(study.basis === "fresh" ? text.shownFresh : text.shownAlone, {
      metrics: names.join(text.and),
      seeds: Math.min(...verdict.reaches.map(({ seeds }) => seeds)),
      level: percent(1 - verdict.alpha, 2),
    });
  }
}

/** C(ε) of every latent, what differs at equal size, and other qualities. */
export function smallestPart(study: Study): string {
  const { text, metric, smallest, rule, epsilon } = study;
  const { locale } = text;
  const isFinal = study.basis === "sameSeeds";
  const cost = (
    { latent, size }: { latent: string; size: number | undefined },
    name: string,
    scale = 1,
  ) => {
    const value = size === undefined
      ? undefined
      : study.cost({ latent, size }, name);
    return value === undefined ? "–" : figure(value / scale, locale);
  };
  const parameters = (latent: string, size: number | undefined) =>
    size === undefined
      ? text.notReachedCell
      : whole(rule.parameters({ latent, size }), locale);
  const rows = smallest.map(({ latent, size }) => {
    const final = finalCell(study, latent)?.interval.value;
    return [
      escapeHtml(latent),
      parameters(latent, size),
      cost({ latent, size }, "flops", 1e6),
      cost({ latent, size }, "millisecondsPerImage"),
      ...isFinal ? [final === undefined ? "–" : figure(final, locale)] : [],
    ];
  });
  const others = [0.8, 0.9, 1.1, 1.25, 1.5, 2].map((by) => by * epsilon);
  const judged = cells(study.headline, metric);
  const columns = others.map((other) =>
    smallestReaching(judged, other, study.better)
  );
  const table = htmlTable(
    [text.latent, ...others.map((other) => figure(other, locale))],
    smallest.map(({ latent }, i) => [
      escapeHtml(latent),
      ...columns.map((column) => parameters(latent, column[i]?.size)),
    ]),
  );
  return section(
    text.smallest,
    remark(text.smallestNote, {
      metric: escapeHtml(metric),
      epsilon: figure(epsilon, locale),
    }),
    htmlTable(
      [
        text.latent,
        text.parameters,
        text.flops,
        text.milliseconds,
        ...isFinal ? [fill(text.onTest, { metric: escapeHtml(metric) })] : [],
      ],
      rows,
    ),
    ...differenceRemarks(study),
    `<h3>${text.sensitivity}</h3>`,
    table,
  );
}

/** Which latents are shown to differ from the baseline at equal size. */
function differenceRemarks(study: Study): string[] {
  const { text, rule, evidence } = study;
  const trials = study.basis === "sameSeeds" ? evidence.tested : evidence.pilot;
  const differences = differencesOf(trials, rule);
  const baseline = escapeHtml(rule.baseline);
  const size = (latent: string, at: number) =>
    whole(rule.parameters({ latent, size: at }), text.locale);
  const list = (better: "latent" | "baseline") =>
    differences.filter((each) => each.better === better)
      .map((each) =>
        `${escapeHtml(each.latent)} (${size(each.latent, each.size)})`
      ).join(", ");
  const [above, below] = [list("latent"), list("baseline")];
  return [
    above === "" ? "" : remark(text.betterAtSize, { list: above, baseline }),
    below === "" ? "" : remark(text.worseAtSize, { list: below, baseline }),
    above === "" && below === "" ? remark(text.noDifference, { baseline }) : "",
    ...crossingsOf(differences).map(({ latent, between: [low, high] }) =>
      remark(text.crossing, {
        a: escapeHtml(latent),
        b: baseline,
        sizes: `${size(latent, low)}–${size(latent, high)}`,
      })
    ),
  ];
}
