import type { AimSource } from "../../lib/verdict/aim.ts";
import { crossingsOf, differencesOf } from "../../lib/verdict/differences.ts";
import type { Study } from "./_decide.ts";
import { remark } from "./_remark.ts";
import {
  escapeHtml,
  figure,
  htmlTable,
  level,
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
    ? expected?.parameters ?? study.largest
    : saving.factor * candidate!.parameters;
  const isFlat = verdict.missing.includes("flat");
  const values = {
    metric: escapeHtml(study.metric),
    winner: escapeHtml(candidate?.latent ?? ""),
    baseline: escapeHtml(baseline),
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
  return `<div class="answer"><h2>${text.answer}</h2>
<p class="verdict">${fill(sentence, values)}</p>
${verdict.kind === "saves" ? shownBy() : ""}
${isFlat ? remark(text.flatNote, values) : ""}
${missingList(study)}
${aimRemarks(study)}
${splitsRemark(study)}
</div>`;

  function shownBy(): string {
    const names = rule.metrics.map(({ name }) => escapeHtml(name));
    return remark(study.basis === "fresh" ? text.shownFresh : text.shownAlone, {
      metrics: names.join(text.and),
      seeds: Math.min(...verdict.reaches.map(({ seeds }) => seeds)),
      level: level(verdict.alpha),
    });
  }
}

/** Where the aims come from, those of one kind in one sentence. */
function aimRemarks({ text, verdict: { aim, baseline }, rule }: Study): string {
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
  return Object.entries(sentences).map(([source, sentence]) => {
    const aims = rule.metrics.filter(({ name }) => aim.source[name] === source)
      .map(({ name }) =>
        `${escapeHtml(name)} ${figure(aim.epsilon[name]!, locale)}`
      );
    return aims.length === 0 ? "" : remark(sentence, {
      aims: aims.join(text.and),
      baseline: escapeHtml(baseline),
      size,
    });
  }).join("");
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
    const final = finalCell(study, { latent, size })?.interval.value;
    return [
      escapeHtml(latent),
      parameters(latent, size),
      cost({ latent, size }, "flops", 1e6),
      cost({ latent, size }, "millisecondsPerImage"),
      ...isFinal ? [final === undefined ? "–" : figure(final, locale)] : [],
    ];
  });
  const others = [0.8, 0.9, 1.1, 1.25, 1.5, 2].map((by) => by * epsilon);
  const judged = cells(study.chosenFrom, metric);
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
  const axis = escapeHtml(study.config.sizeAxis);
  const list = (better: "latent" | "baseline") =>
    differences.filter((each) => each.better === better)
      .map((each) => `${escapeHtml(each.latent)} (${each.size})`).join(", ");
  const [above, below] = [list("latent"), list("baseline")];
  return [
    above === ""
      ? ""
      : remark(text.betterAtSize, { list: above, baseline, axis }),
    below === ""
      ? ""
      : remark(text.worseAtSize, { list: below, baseline, axis }),
    above === "" && below === ""
      ? remark(text.noDifference, { baseline, axis })
      : "",
    ...crossingsOf(differences).map(({ latent, between: [low, high] }) =>
      remark(text.crossing, {
        a: escapeHtml(latent),
        b: baseline,
        axis,
        sizes: `${low}–${high}`,
      })
    ),
  ];
}
