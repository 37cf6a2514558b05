import {
  crossingsOf,
  differencesOf,
} from "../../../lib/verdict/differences.ts";
import { cellOf, type Column, columnsOf, headingOf } from "./_columns.ts";
import { fill } from "./_fill.ts";
import { figure, whole } from "./figures.ts";
import { finalCell } from "./_final.ts";
import { type Html, html } from "./html.ts";
import { section, table } from "./_layout.ts";
import { cells, observations } from "./_observations.ts";
import { remark } from "./_remark.ts";
import { smallestReaching } from "./smallest.ts";
import type { Study } from "./_study.ts";

/** C(ε) of every latent, what differs at equal size, and other qualities. */
export function smallestPart(study: Study): Html | undefined {
  const { text, metric, smallest, rule, epsilon } = study;
  const { locale } = text;
  const isFinal = study.basis === "sameSeeds";
  const costs = columnsOf(
    observations(study.inputs.cost, study.axes),
    "cost",
  );
  const cost = (latent: string, size: number | undefined, column: Column) => {
    const value = size === undefined
      ? undefined
      : study.cost({ latent, size }, column.id);
    return cellOf(value === undefined ? [] : [value], column, text);
  };
  const parameters = (latent: string, size: number | undefined) =>
    size === undefined
      ? text.notReachedCell
      : whole(rule.parameters({ latent, size }), locale);
  const rows = smallest.map(({ latent, size }) => {
    const final = finalCell(study, { latent, size })?.interval.value;
    return [
      latent,
      parameters(latent, size),
      ...costs.map((column) => cost(latent, size, column)),
      ...isFinal ? [final === undefined ? "–" : figure(final, locale)] : [],
    ];
  });
  const others = [0.8, 0.9, 1.1, 1.25, 1.5, 2].map((by) => by * epsilon);
  const judged = cells(study.chosenFrom, metric);
  const columns = others.map((other) =>
    smallestReaching(judged, other, study.better)
  );
  const sensitivity = table(
    [text.latent, ...others.map((other) => figure(other, locale))],
    smallest.map(({ latent }, i) => [
      latent,
      ...columns.map((column) => parameters(latent, column[i]?.size)),
    ]),
  );
  return section(
    text.smallest,
    remark(text.smallestNote, {
      metric,
      epsilon: figure(epsilon, locale),
    }),
    table(
      [
        text.latent,
        text.parameters,
        ...costs.map((column) => headingOf(column, text)),
        ...isFinal ? [fill(text.onTest, { metric })] : [],
      ],
      rows,
    ),
    ...differenceRemarks(study),
    html`<h3>${text.sensitivity}</h3>`,
    sensitivity,
  );
}

/** Which latents are shown to differ from the baseline at equal size. */
function differenceRemarks(study: Study): Html[] {
  const { text, rule, evidence } = study;
  const trials = study.basis === "sameSeeds" ? evidence.tested : evidence.pilot;
  const differences = differencesOf(trials, rule);
  const { baseline } = rule;
  const axis = study.config.sizeAxis;
  const list = (better: "latent" | "baseline") =>
    differences.filter((each) => each.better === better)
      .map((each) => `${each.latent} (${each.size})`).join(", ");
  const said = ([
    [text.betterAtSize, list("latent")],
    [text.worseAtSize, list("baseline")],
  ] as const).filter(([, list]) => list !== "").map(([sentence, list]) =>
    remark(sentence, { list, baseline, axis })
  );
  return [
    ...said.length > 0 ? said : [remark(text.noDifference, { baseline, axis })],
    ...crossingsOf(differences).map(({ latent, between: [low, high] }) =>
      remark(text.crossing, {
        a: latent,
        b: baseline,
        axis,
        sizes: `${low}–${high}`,
      })
    ),
  ];
}
