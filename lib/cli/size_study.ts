/** What a study of one's own pictures is made of. */
export interface StudySize {
  /** Latents besides the baseline. */
  readonly latents: number;
  /** Sizes of generators. */
  readonly widths: number;
  /** Seeds that choose. */
  readonly pilot: number;
  /** Fresh seeds. */
  readonly fresh: number;
}

/** Steps of longer trainings, as a multiple. */
const LONGER = 3;
/** Most sizes of the baseline that are trained for longer. */
const LONGER_SIZES = 2;
/** Seconds that judging one generator takes, beside its training. */
const JUDGING = 6;
/**
 * Fewest and most steps that are worth while; with fewer a training that is
 * watched cannot be judged.
 */
const STEPS = { least: 1600, most: 12_800, unit: 100 };
/**
 * Steps after which the normal latent may be trained to its end: on digits it
 * still got better at 3,200, and stopped at 6,400 to 9,051
 * (`pipelines/results/step_sizes`). With fewer a verdict is not to be expected.
 */
export const ENOUGH = 6400;
/** Two trainings beside each other slow each other down. */
const SHARING = 1.25;

/**
 * Trainings that `own_images.ts` takes at most, longer ones as several: the first
 * seed of all, further ones of the better half, fresh ones of the candidate and
 * of all sizes of the baseline.
 *
 * @example
 * ```ts
 * import { trainingsOf } from "./size_study.ts";
 *
 * const size = { latents: 3, widths: 3, pilot: 3, fresh: 8 };
 * console.assert(trainingsOf(size).trainings === 78);
 * ```
 */
export function trainingsOf(
  { latents, widths, pilot, fresh }: StudySize,
): { readonly trainings: number; readonly generators: number } {
  const first = (1 + latents) * widths;
  const more = (pilot - 1) *
    (widths + Math.max(3, Math.ceil(latents * widths / 2)));
  const tested = fresh * (1 + widths);
  const longer = pilot * Math.min(LONGER_SIZES, widths);
  return {
    trainings: first + more + tested + LONGER * longer,
    generators: first + more + tested + longer,
  };
}

/**
 * Steps of each training with which a study takes about a given time, and the
 * time that it then takes at most.
 *
 * @param size What it is made of
 * @param options `seconds` that it may take, `step`: seconds of one step on one
 * thread, `jobs`: trainings beside each other
 */
export function stepsWithin(
  size: StudySize,
  { seconds, step, jobs }: {
    readonly seconds: number;
    readonly step: number;
    readonly jobs: number;
  },
): { readonly steps: number; readonly seconds: number } {
  const { trainings, generators } = trainingsOf(size);
  const shared = jobs > 1 ? SHARING : 1;
  const wanted = (seconds * jobs - generators * JUDGING) /
    (trainings * step * shared);
  const { least, most, unit } = STEPS;
  const steps = Math.min(
    most,
    Math.max(least, Math.floor(wanted / unit) * unit),
  );
  return { steps, seconds: timeOf(size, { steps, step, jobs }) };
}

/**
 * Seconds that a study takes at most, about.
 *
 * @param size What it is made of
 * @param options `steps` of a training, `step`: seconds of one step on one
 * thread, `jobs`: trainings beside each other
 */
export function timeOf(
  size: StudySize,
  { steps, step, jobs }: {
    readonly steps: number;
    readonly step: number;
    readonly jobs: number;
  },
): number {
  const { trainings, generators } = trainingsOf(size);
  const shared = jobs > 1 ? SHARING : 1;
  return (trainings * steps * step * shared + generators * JUDGING) / jobs;
}
