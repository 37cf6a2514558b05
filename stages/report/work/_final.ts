import type { Study } from "./_study.ts";
import { fill } from "./_fill.ts";
import { figure, whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { remark } from "./_remark.ts";
import {
  type Cell,
  cells,
  distinct,
  type Observation,
} from "./_observations.ts";

/** On which images and seeds was chosen, on which is reported, and what came of it. */
export function splitsRemarks(study: Study): Html[] {
  const { text, metric, verdict, basis } = study;
  const chosenOn = imagesOf(study, study.headline);
  if (basis === "pilot") return [remark(text.sameImages, { images: chosenOn })];
  const final = imagesOf(study, study.tested);
  if (basis === "fresh") {
    const [pilot, fresh] = [study.headline, study.tested].map((rows) =>
      distinct(rows.map(({ seed }) => seed)).length
    ) as [number, number];
    return [remark(text.freshSeeds, { images: chosenOn, final, pilot, fresh })];
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
      latent: cell.latent,
      metric,
      value: figure(value, text.locale),
      epsilon: figure(study.epsilon, text.locale),
    });
  });
  return [remark(text.otherImages, { images: chosenOn, final }), ...figures];
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
