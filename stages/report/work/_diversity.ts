import type { Study } from "./_study.ts";
import { remark } from "./_remark.ts";
import { cellOf, columnsOf, headingOf } from "./_columns.ts";
import type { Html } from "./html.ts";
import { section, table } from "./_layout.ts";
import {
  cells,
  distinct,
  hasFailed,
  observations,
  trainingOf,
} from "./_observations.ts";

/** Diversity at the largest size, and how training went at all. */
export function diversityPart(study: Study): Html | undefined {
  const { reported: headline, text } = study;
  const largest = Math.max(...headline.map(({ size }) => size));
  const at = headline.filter(({ size }) => size === largest);
  const shown = columnsOf(at, "diversity");
  const latents = distinct(headline.map(({ latent }) => latent));
  const failures = failuresOf(study);
  if (shown.length === 0 && failures === undefined) return undefined;
  const rows = latents.map((latent) => {
    const own = at.filter((row) => row.latent === latent);
    return [
      latent,
      ...shown.map((column) =>
        cellOf(cells(own, column.id)[0]?.values ?? [], column, text)
      ),
      ...(failures === undefined ? [] : [
        `${failures.get(latent)?.failed ?? 0} / ${
          failures.get(latent)?.all ?? 0
        }`,
      ]),
    ];
  });
  const heading = [
    text.latent,
    ...shown.map((column) => headingOf(column, text)),
    ...(failures === undefined ? [] : [text.failed]),
  ];
  return section(
    text.diversity,
    table(heading, rows),
    remark(text.diversityNote),
  );
}

/** Diverged or collapsed trainings by latent; each training is counted once. */
export function failuresOf(
  { inputs, axes }: Study,
): Map<string, { failed: number; all: number }> | undefined {
  if (inputs.training === undefined) return undefined;
  const once = new Map(
    observations(inputs.training, axes).map((row) => [trainingOf(row), row]),
  );
  const counts = new Map<string, { failed: number; all: number }>();
  for (const row of once.values()) {
    const count = counts.get(row.latent) ?? { failed: 0, all: 0 };
    count.all++;
    if (hasFailed(row)) count.failed++;
    counts.set(row.latent, count);
  }
  return counts;
}
