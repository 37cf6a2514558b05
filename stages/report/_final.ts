import type { ScoreSet } from "../kinds.ts";
import type { Study } from "./_decide.ts";
import { escapeHtml, figure, whole } from "./_html.ts";
import { remark } from "./_remark.ts";
import { fill } from "./_strings.ts";
import { type Cell, cells, distinct, type Observation } from "./_study.ts";

/**
 * Refuses final figures of another grid than the one that is chosen from.
 *
 * @throws {RangeError} naming the first row that one of them lacks
 */
export function requireSameRows(
  quality: Readonly<Record<string, ScoreSet>>,
  final: Readonly<Record<string, ScoreSet>>,
): void {
  for (
    const [slot, own, other] of [
      ["final", final, quality],
      ["quality", quality, final],
    ] as const
  ) {
    const absent = Object.keys(other).find((label) => !(label in own));
    if (absent === undefined) continue;
    throw new RangeError(
      `Cannot report on '${absent}': '${slot}' has no such row; fill 'quality' and 'final' from one grid`,
    );
  }
}

/** On which images and seeds was chosen, on which is reported, and what came of it. */
export function splitsRemark(study: Study): string {
  const { text, metric, verdict, basis } = study;
  const chosenOn = imagesOf(study, study.headline);
  if (basis === "pilot") return remark(text.sameImages, { images: chosenOn });
  const final = imagesOf(study, study.tested);
  if (basis === "fresh") {
    const [pilot, fresh] = [study.headline, study.tested].map((rows) =>
      distinct(rows.map(({ seed }) => seed)).length
    ) as [number, number];
    return remark(text.freshSeeds, { images: chosenOn, final, pilot, fresh });
  }
  const chosen = [verdict.candidate, verdict.expected];
  const figures = chosen.flatMap((place) => {
    const cell = place && finalCell(study, place);
    if (cell === undefined) return [];
    const value = cell.interval.value;
    const isMissed = study.better === "lower"
      ? value > study.epsilon
      : value < study.epsilon;
    return remark(isMissed ? text.finalMisses : text.finalFigure, {
      latent: escapeHtml(cell.latent),
      metric: escapeHtml(metric),
      value: figure(value, text.locale),
      epsilon: figure(study.epsilon, text.locale),
    });
  });
  return [remark(text.otherImages, { images: chosenOn, final }), ...figures]
    .join("\n");
}

/** What test images say of a latent at a size. */
export function finalCell(
  { tested, isSound, metric }: Study,
  { latent, size }: {
    readonly latent: string;
    readonly size: number | undefined;
  },
): Cell | undefined {
  return cells(tested.filter(isSound), metric).find((cell) =>
    cell.latent === latent && cell.size === size
  );
}

/** How many held-out images scores rest on, as the start of a phrase. */
function imagesOf(
  { metric, text }: Study,
  rows: readonly Observation[],
): string {
  const counts = rows.flatMap(({ scores }) => scores[metric]?.reference ?? []);
  if (counts.length === 0) return "";
  return fill(text.countOfImages, {
    count: whole(Math.min(...counts), text.locale),
  });
}
