import { decreasingTrend } from "../../lib/stats/isotonic.ts";
import { chart } from "./_chart.ts";
import type { Study } from "./_decide.ts";
import { remark } from "./_remark.ts";
import { escapeHtml, section, whole } from "./_html.ts";
import { cells, distinct, observations } from "./_study.ts";

/** The latent–data distance against size, and whether it falls. */
export async function distancePart(study: Study): Promise<string> {
  const { inputs, config, text } = study;
  if (inputs.distance === undefined) return "";
  const rows = observations(inputs.distance, {
    latent: config.latentAxis,
    size: config.sizeAxis,
    seed: config.seedAxis,
    mode: config.modeAxis,
  }).filter(({ mode }) => mode === "" || mode === study.headlineMode);
  const score = Object.keys(rows[0]?.scores ?? {})[0];
  if (score === undefined) return "";
  const measured = cells(rows, score);
  const rule = Object.entries(inputs.floor ?? {}).find(([name]) =>
    name.slice(name.indexOf("[")) === score.slice(score.indexOf("["))
  )?.[1].value;
  const svg = await chart(
    measured.map((cell) => ({
      series: cell.latent,
      x: study.cost(cell, "parameters") ?? cell.size,
      ...cell.interval,
      facet: "",
    })),
    {
      x: text.size,
      y: score,
      baseline: study.verdict.baseline,
      rule,
    },
  );
  const trends = distinct(measured.map(({ latent }) => latent)).map(
    (latent) => {
      const bySize = measured.filter((cell) => cell.latent === latent)
        .sort((a, b) => a.size - b.size);
      const { explained, p } = decreasingTrend(
        bySize.map(({ values }) => values),
      );
      const least = bySize.reduce((a, b) =>
        b.interval.value < a.interval.value ? b : a
      );
      return remark(text.trend, {
        latent: escapeHtml(latent),
        explained: `${Math.round(100 * explained)} %`,
        p: p.toPrecision(2),
        size: whole(
          study.cost(least, "parameters") ?? least.size,
          text.locale,
        ),
      });
    },
  );
  return section(
    text.distance,
    `<figure role="img" aria-label="${
      escapeHtml(text.distance)
    }">${svg}</figure>`,
    remark(text.distanceNote),
    ...trends,
  );
}
