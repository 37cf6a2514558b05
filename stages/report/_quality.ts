import { chart } from "./_chart.ts";
import type { Study } from "./_decide.ts";
import { remark } from "./_remark.ts";
import { escapeHtml, figure, section } from "./_html.ts";
import { cells, distinct } from "./_study.ts";

/** Order in which laws of codes are shown: generation first. */
const MODE_ORDER = ["prior", "heldout", "train"];

/** Quality against size, one panel a law of codes. */
export async function qualityPart(study: Study): Promise<string> {
  const { text, metric, shown: rows } = study;
  const modes = distinct(rows.map(({ mode }) => mode)).sort((a, b) =>
    MODE_ORDER.indexOf(a) - MODE_ORDER.indexOf(b)
  );
  const points = modes.flatMap((mode) =>
    cells(rows.filter((row) => row.mode === mode), metric).map((cell) => ({
      series: cell.latent,
      x: study.rule.parameters(cell),
      ...cell.interval,
      facet: text.modes[mode] ?? mode,
    }))
  );
  const floor =
    rows.flatMap(({ scores }) => scores[`${metric} floor`]?.value ?? [])[0];
  const positive = points.every(({ value, low }) => value > 0 && low > 0);
  const svg = await chart(points, {
    x: text.size,
    y: metric,
    baseline: study.verdict.baseline,
    logY: positive,
    rule: floor,
  });
  const better = {
    en: study.better,
    ja: study.better === "lower" ? "低い" : "高い",
  }[study.config.language];
  return section(
    text.quality,
    `<figure role="img" aria-label="${
      escapeHtml(text.quality)
    }">${svg}</figure>`,
    remark(
      { fresh: text.ofPilot, sameSeeds: text.ofTestImages, pilot: "" }[
        study.basis
      ],
    ),
    remark(text.qualityNote, { metric: escapeHtml(metric), better }),
    floor === undefined
      ? ""
      : remark(text.floor, { floor: figure(floor, text.locale) }),
  );
}
