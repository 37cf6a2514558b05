import type { Interval } from "../../../lib/stats/interval.ts";
import type { Measurement } from "../../kinds/mod.ts";
import type { Study } from "./_study.ts";
import { figure, whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { table } from "./_layout.ts";
import { remark } from "./_remark.ts";
import { type Cell, cells, type Observation } from "./_observations.ts";

/** What critics of one width find above the floor, and what they cannot see. */
export function excessPart(
  study: Study,
  rows: readonly Observation[],
  { score, floor }: { readonly score: string; readonly floor: string },
): Html[] {
  const { text } = study;
  const { locale } = text;
  const [name, width] = [`${score} excess`, widthOf(score)];
  // Other distances than those of critics have none.
  if (width === "") return [];
  const floors = rows.flatMap(({ scores }) => scores[floor] ?? []);
  const found = cells(rows, name);
  if (found.length === 0 || floors.length === 0) {
    return [remark(text.noExcess, { width })];
  }
  const range = ({ low, high }: Omit<Interval, "value">) =>
    `${figure(low, locale)} – ${figure(high, locale)}`;
  const body = found.map((cell) => {
    const interval = excessInterval(cell, rows, name);
    return [
      cell.latent,
      whole(study.cost(cell, "parameters") ?? cell.size, locale),
      `${figure(interval.value, locale)} (${range(interval)})`,
      interval.low > 0 || interval.high < 0 ? text.different : text.notTold,
    ];
  });
  return [
    remark(text.excessNote, {
      width,
      floor: range(meanInterval(floors)),
    }),
    table(
      [text.latent, text.parameters, text.excess, text.toldApart],
      body,
    ),
  ];
}

/** What stands in the brackets of a score's name. */
function widthOf(score: string): string {
  return /\[(.*)\]/.exec(score)?.[1] ?? "";
}

/**
 * Mean excess over seeds. Seeds share reference, floor and critics' draws, so
 * their spread does not tell all: of what the critics say and what the seeds
 * say the wider counts, at each end.
 */
function excessInterval(
  cell: Cell,
  rows: readonly Observation[],
  name: string,
): Interval {
  const own = meanInterval(
    rows.filter(({ latent, size }) =>
      latent === cell.latent && size === cell.size
    ).flatMap(({ scores }) => scores[name] ?? []),
  );
  const { value, low, high } = cell.interval;
  return {
    value,
    low: Math.min(low, own.low),
    high: Math.max(high, own.high),
  };
}

function meanInterval(scores: readonly Measurement[]): Interval {
  const mean = (part: (score: Measurement) => number) =>
    scores.reduce((sum, score) => sum + part(score), 0) / scores.length;
  return {
    value: mean(({ value }) => value),
    low: mean(({ low, value }) => low ?? value),
    high: mean(({ high, value }) => high ?? value),
  };
}
