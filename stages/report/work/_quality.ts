import type { Metric } from "../../../lib/verdict/rule.ts";
import { chart } from "./_chart.ts";
import type { Study } from "./_study.ts";
import { remark } from "./_remark.ts";
import { figure } from "./figures.ts";
import type { Html } from "./html.ts";
import { drawing, section } from "./_layout.ts";
import { cells, distinct } from "./_observations.ts";

/** Order in which laws of codes are shown: generation first. */
const MODE_ORDER = ["prior", "heldout", "train"];

/**
 * Quality against size by every score that has to agree, the headline first; one
 * panel a law of codes.
 */
export async function qualityPart(study: Study): Promise<Html | undefined> {
  const { text, basis } = study;
  const charts: Html[] = [];
  for (const metric of study.rule.metrics) {
    charts.push(...await metricChart(study, metric));
  }
  const of = { fresh: text.ofPilot, sameSeeds: text.ofTestImages, pilot: "" };
  return section(
    text.quality,
    of[basis] === "" ? undefined : remark(of[basis]),
    ...charts,
  );
}

async function metricChart(
  study: Study,
  { name, better }: Metric,
): Promise<Html[]> {
  const { text, shown: rows } = study;
  const modes = distinct(rows.map(({ mode }) => mode)).sort((a, b) =>
    MODE_ORDER.indexOf(a) - MODE_ORDER.indexOf(b)
  );
  const points = modes.flatMap((mode) =>
    cells(rows.filter((row) => row.mode === mode), name).map((cell) => ({
      series: cell.latent,
      x: study.rule.parameters(cell),
      ...cell.interval,
      facet: text.modes[mode] ?? mode,
    }))
  );
  const floor =
    rows.flatMap(({ scores }) => scores[`${name} floor`]?.value ?? [])[0];
  const svg = await chart(points, {
    x: text.size,
    y: name,
    baseline: study.verdict.baseline,
    logY: points.every(({ value, low }) => value > 0 && low > 0),
    rule: floor,
  });
  return [
    drawing(svg, `${text.quality}: ${name}`),
    remark(text.qualityNote, { metric: name, better: text.scores[better] }),
    ...floor === undefined
      ? []
      : [remark(text.floor, { floor: figure(floor, text.locale) })],
  ];
}
