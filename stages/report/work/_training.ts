import { chart } from "./_chart.ts";
import type { Study } from "./_study.ts";
import { cellOf, columnsOf, headingOf } from "./_columns.ts";
import { figure, whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { drawing, section, table } from "./_layout.ts";
import { remark } from "./_remark.ts";
import { fill } from "./_fill.ts";
import { type Cell, cells, observations } from "./_observations.ts";

/** Operations in a unit, by its prefix, the largest first. */
const UNITS = [["T", 1e12], ["G", 1e9], ["M", 1e6]] as const;

/**
 * Quality against what training took, by size, and where it still got better
 * when the steps ran out; nothing without `trainingFlops` among the scores of
 * trainings.
 */
export async function trainingPart(
  study: Study,
): Promise<Html | undefined> {
  const { text, chosenFrom, metric, rule } = study;
  const { locale } = text;
  const rows = observations(study.inputs.training ?? {}, study.axes);
  // Fresh seeds are trained as the pilot's were.
  const took = cells(rows, "trainingFlops");
  if (took.length === 0) return undefined;
  const steps = cells(rows, "steps");
  const columns = columnsOf(rows, "training");
  const atBudget = cells(rows, "atBudget");
  const hasGains = rows.some(({ scores }) => scores.falling !== undefined);
  const judged = cells(chosenFrom, metric);
  const most = Math.max(...took.map(({ interval }) => interval.value));
  const [unit, scale] = UNITS.find(([, size]) => most >= size) ?? UNITS[2];
  const flopsText = fill(text.training.flops, { unit });
  const at = (list: readonly Cell[], { latent, size }: Cell) =>
    list.find((cell) => cell.latent === latent && cell.size === size);
  const shown = judged.flatMap((cell) => {
    const flops = at(took, cell)?.interval.value;
    return flops === undefined ? [] : [{ cell, flops: flops / scale }];
  });
  const svg = await chart(
    shown.map(({ cell, flops }) => ({
      series: cell.latent,
      x: flops,
      ...cell.interval,
      facet: "",
    })),
    {
      x: flopsText,
      y: metric,
      baseline: study.verdict.baseline,
      logY: shown.every(({ cell }) => cell.interval.low > 0),
    },
  );
  const lines = shown.map(({ cell, flops }) => [
    cell.latent,
    whole(rule.parameters(cell), locale),
    whole(at(steps, cell)?.interval.value ?? 0, locale),
    figure(flops, locale),
    figure(cell.interval.value, locale),
    ...columns.map((column) =>
      cellOf(at(cells(rows, column.id), cell)?.values ?? [], column, text)
    ),
  ]);
  const falling = atBudget.flatMap(({ values }) => values)
    .filter((value) => value === 1).length;
  return section(
    text.training.title,
    drawing(svg, text.training.title),
    remark(text.training.note),
    hasGains ? remark(text.training.gainNote) : undefined,
    atBudget.length === 0 || falling === 0
      ? undefined
      : remark(text.training.falling, {
        count: falling,
        all: atBudget.flatMap(({ values }) => values).length,
      }),
    table([
      text.latent,
      text.parameters,
      text.training.steps,
      flopsText,
      metric,
      ...columns.map((column) => headingOf(column, text)),
    ], lines),
  );
}
