import { halvesInterval } from "../../../lib/stats/halves_interval.ts";
import { resampledMeans } from "../../../lib/stats/resampled_means.ts";
import type { Arrays } from "../../../lib/tensor/mod.ts";
import type { Measurement, ScoreSet } from "../../kinds/mod.ts";
import { halvesOf } from "./_run_trial.ts";

/** Differences that several critics of one size found between two sets. */
interface Differences {
  /** One a critic. */
  readonly values: number[];
  /** One array a critic, over the same resamples of the images. */
  readonly resampled: Float64Array[];
}

/**
 * Scores of the critics of one width: `name[width]`, the mean over critics;
 * `diverged[width]`; with a floor, `noiseFloor[width]` and `name[width]
 * excess`, which is the distance less the floor, resampled together.
 *
 * @param results Of `runTrial`; with a floor, samples and real images in turn
 */
export function scoresOf(
  results: readonly Arrays[],
  { name, width, count, hasFloor, resamples, seed }: {
    readonly name: string;
    readonly width: number;
    /** Images on each side. */
    readonly count: number;
    readonly hasFloor: boolean;
    readonly resamples: number;
    readonly seed: bigint;
  },
): ScoreSet {
  const sides = hasFloor ? 2 : 1;
  const halves = Array.from(
    { length: results.length / sides },
    (_, critic) => halvesOf(seed, { critic, count }),
  );
  const list = (result: Arrays, side: "real" | "fake", i: number) => ({
    rows: halves[Math.floor(i / sides)]![side].judged,
    values: result[side]!.data as Float32Array,
  });
  const options = { count, resamples, seed };
  // Both distances rest on the same reference, so it is resampled for both.
  const onReal = resampledMeans(
    results.map((result, i) => list(result, "real", i)),
    { ...options, name: "real" },
  );
  const differences = (side: number): Differences => {
    const own = results.map((result, i) => ({ result, i }))
      .filter(({ i }) => i % sides === side);
    const onFake = resampledMeans(
      own.map(({ result, i }) => list(result, "fake", i)),
      { ...options, name: `fake ${side}` },
    );
    return {
      values: own.map(({ result: { real, fake } }) =>
        mean(real!.data) - mean(fake!.data)
      ),
      resampled: own.map(({ i }, c) => less(onReal[i]!, onFake[c]!)),
    };
  };
  const measured = (found: Differences): Measurement => ({
    ...halvesInterval(found.values, found.resampled),
    count: Math.floor(count / 2),
    better: "lower",
  });
  const diverged = results.filter(({ diverged }) => diverged!.data[0] === 1);
  const found = differences(0);
  const scores: Record<string, Measurement> = {
    [`${name}[${width}]`]: measured(found),
  };
  if (hasFloor) {
    const floor = differences(1);
    scores[`noiseFloor[${width}]`] = measured(floor);
    scores[`${name}[${width}] excess`] = measured({
      values: found.values.map((value, i) => value - floor.values[i]!),
      resampled: found.resampled.map((means, i) =>
        less(means, floor.resampled[i]!)
      ),
    });
  }
  scores[`diverged[${width}]`] = {
    value: diverged.length,
    count: results.length,
  };
  return scores;
}

function less(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
