import { decreasingTrend } from "../../../lib/stats/isotonic.ts";
import { definitionOf, floorOf } from "../../scores.ts";
import { chart } from "./_chart.ts";
import type { Study } from "./_study.ts";
import { excessPart } from "./_excess.ts";
import { remark } from "./_remark.ts";
import { percent, whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { drawing, section } from "./_layout.ts";
import { type Cell, cells, distinct, observations } from "./_observations.ts";

/**
 * The latent–data distance against size, for every size of critic: whether it
 * falls, and whether samples are told from real images.
 */
export async function distancePart(
  study: Study,
): Promise<Html | undefined> {
  const { inputs, text } = study;
  if (inputs.distance === undefined) return undefined;
  const rows = observations(inputs.distance, study.axes).filter(({ mode }) =>
    mode === "" || mode === study.headlineMode
  );
  const charts = new Map(
    rows.flatMap(({ scores }) => Object.entries(scores))
      .map(([id, score]) => [id, definitionOf(id, score)] as const)
      .filter(([id, definition]) =>
        definition === undefined
          ? !/ (excess|floor)$/.test(id)
          : definition.shown === "distance"
      ),
  );
  const parts: Html[] = [];
  for (const [score, definition] of charts) {
    const measured = cells(rows, score);
    const floor = floorOf(score, definition);
    // What is said of an excess is said of critics.
    const isOwn = rows.some(({ scores }) => scores[score]?.name !== undefined);
    const floors = cells(rows, floor)
      .flatMap(({ values }) => values);
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
        rule: floors.length > 0
          ? floors.reduce((sum, floor) => sum + floor, 0) / floors.length
          : inputs.floor?.[floor]?.value,
      },
    );
    parts.push(
      drawing(svg, `${text.distance}: ${score}`),
      ...distinct(measured.map(({ latent }) => latent)).map((latent) =>
        trendRemark(study, measured.filter((cell) => cell.latent === latent))
      ),
      ...isOwn ? [] : excessPart(study, rows, { score, floor }),
    );
  }
  if (parts.length === 0) return undefined;
  return section(text.distance, remark(text.distanceNote), ...parts);
}

/** Whether the distance of one latent falls with size, and where it rises again. */
function trendRemark(study: Study, measured: readonly Cell[]): Html {
  const { text } = study;
  const bySize = [...measured].sort((a, b) => a.size - b.size);
  const { explained, p, rises } = decreasingTrend(
    bySize.map(({ values }) => values),
  );
  const least = bySize.reduce((a, b) =>
    b.interval.value < a.interval.value ? b : a
  );
  const sizeOf = (cell: Cell) =>
    whole(study.cost(cell, "parameters") ?? cell.size, text.locale);
  const chance = (p: number | undefined) =>
    p === undefined
      ? text.untested
      : p < 0.001
      ? "p < 0.001"
      : `p = ${p.toPrecision(2)}`;
  return remark(
    rises.length === 0 ? text.trend : text.trendRises,
    {
      latent: least.latent,
      explained: percent(explained),
      p: chance(p),
      size: sizeOf(least),
      rises: rises.map(({ index, above, p }) =>
        `${sizeOf(bySize[above]!)} → ${sizeOf(bySize[index]!)} (${chance(p)})`
      ).join("; "),
    },
  );
}
