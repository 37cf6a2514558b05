import type { Study } from "./_study.ts";
import { remark } from "./_remark.ts";
import { figure } from "./figures.ts";
import type { Html } from "./html.ts";
import { section, table } from "./_layout.ts";
import {
  cells,
  distinct,
  hasFailed,
  observations,
  trainingOf,
} from "./_observations.ts";

/** Measures that are shown when rows have them, of any extractor. */
const SHOWN = [
  "precision",
  "recall",
  "density",
  "coverage",
  "modes",
  "modeDivergence",
];

/** Diversity at the largest size, and how training went at all. */
export function diversityPart(study: Study): Html | undefined {
  const { reported: headline, text } = study;
  const largest = Math.max(...headline.map(({ size }) => size));
  const at = headline.filter(({ size }) => size === largest);
  const names = distinct(at.flatMap(({ scores }) => Object.keys(scores)));
  const shown = SHOWN.flatMap((measure) =>
    names.filter((name) => name.replace(/\[.*/, "") === measure)
  ).filter((name) => !name.endsWith(" floor"));
  const latents = distinct(headline.map(({ latent }) => latent));
  const failures = failuresOf(study);
  if (shown.length === 0 && failures === undefined) return undefined;
  const rows = latents.map((latent) => {
    const own = at.filter((row) => row.latent === latent);
    return [
      latent,
      ...shown.map((name) => {
        const [cell] = cells(own, name);
        return cell === undefined
          ? "–"
          : figure(cell.interval.value, text.locale);
      }),
      ...(failures === undefined ? [] : [
        `${failures.get(latent)?.failed ?? 0} / ${
          failures.get(latent)?.all ?? 0
        }`,
      ]),
    ];
  });
  const heading = [
    text.latent,
    ...shown,
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
