import { spread } from "../stats/spread.ts";
import { tQuantile } from "../stats/t_quantile.ts";
import { type Arm, armAt, lossesOf } from "./arms.ts";
import { boundsOf } from "./bounds.ts";
import { type Metric, signOf } from "./rule.ts";
import type { Place, Trial } from "./trial.ts";

/** Trainings of which some went on for longer. */
export interface Lengths {
  readonly pilot: readonly Trial[];
  /** Arms of the seeds that are tested. */
  readonly tested: readonly Arm[];
  /** Whether those are of other seeds than the pilot's. */
  readonly fresh: boolean;
  /** Longer trainings, of seeds of the pilot where they can be paired. */
  readonly longer: readonly Trial[];
}

/**
 * Lower bound, at level `alpha`, of the mean loss that an arm would have after
 * longer training. Fresh seeds tell the mean, and seeds that were trained for both
 * lengths what the longer one changes: their difference scatters less than a loss
 * itself. The errors of both add, with Welch and Satterthwaite's degrees of
 * freedom. Without pairs or fresh seeds the longer trainings stand alone.
 *
 * Source: Welch 1947; Satterthwaite 1946.
 *
 * @returns undefined where there are no longer trainings of the arm
 */
export function longerBound(
  { pilot, tested, fresh, longer }: Lengths,
  { place, metric, alpha }: {
    readonly place: Place;
    readonly metric: Metric;
    readonly alpha: number;
  },
): number | undefined {
  const after = lossesBySeed(longer, place, metric);
  if (after.size === 0) return undefined;
  const before = lossesBySeed(pilot, place, metric);
  const changes = [...after].flatMap(([seed, loss]) => {
    const short = before.get(seed);
    return short === undefined ? [] : loss - short;
  });
  const losses = lossesOf(armAt(tested, place), metric);
  if (!fresh || changes.length < 2 || losses.length < 2) {
    return boundsOf([...after.values()], alpha).low;
  }
  const parts = [losses, changes].map((values) => {
    const { mean, sd = 0 } = spread(values);
    return { mean, square: sd ** 2 / values.length, free: values.length - 1 };
  });
  const square = parts.reduce((sum, part) => sum + part.square, 0);
  const mean = parts.reduce((sum, part) => sum + part.mean, 0);
  if (square === 0) return mean;
  const free = square ** 2 /
    parts.reduce((sum, part) => sum + part.square ** 2 / part.free, 0);
  return mean - tQuantile(1 - alpha, free) * Math.sqrt(square);
}

/** Losses of sound trainings by seed. */
function lossesBySeed(
  trials: readonly Trial[],
  { latent, size }: Place,
  metric: Metric,
): Map<string, number> {
  return new Map(
    trials.flatMap((trial): [string, number][] => {
      const value = trial.values[metric.name];
      return trial.latent !== latent || trial.size !== size || trial.failed ||
          value === undefined
        ? []
        : [[trial.seed, signOf(metric) * value]];
    }),
  );
}
