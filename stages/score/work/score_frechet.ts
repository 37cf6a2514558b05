import type { StageContext } from "../../../lib/dsl/context.ts";
import { frechetInfinity } from "../../../lib/stats/frechet_infinity.ts";
import { frechetOfPoints } from "../../../lib/stats/frechet_points.ts";
import { frechetSpread } from "../../../lib/stats/frechet_spread.ts";
import { tQuantile } from "../../../lib/stats/t_quantile.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type { Measurement } from "../../kinds/mod.ts";
import { type Comparison, withFloors } from "./_floors.ts";
import { inEachSpace, pointsOf, type ScoreInputs } from "./_spaces.ts";

/** Held-out images below which the bias of a Fréchet distance counts. */
const ENOUGH = 2000;

/** Images of either set from which on a distance is extrapolated. */
const LEAST = 10;

interface FrechetConfig {
  readonly resamples: number;
  readonly sizes: number;
}

/** Scores what `score.frechet` reports. */
export async function scoreFrechet({ config, inputs, ctx }: {
  readonly config: FrechetConfig;
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  return await inEachSpace(
    inputs,
    (space) => withFloors(space, (sets) => compare(space.name, sets)),
  );

  async function compare(name: string, sets: Comparison) {
    const { images, reference, count, held, isFloor } = sets;
    const [a, b] = [pointsOf(images), pointsOf(reference)];
    const value = await frechetOfPoints(a, b);
    // The floor is a landmark: its own noise is not worth as many distances.
    const half = isFloor ? undefined : await frechetSpread(a, b, {
      resamples: config.resamples,
      visit(done) {
        ctx.progress({ done, total: config.resamples, unit: "resample" });
        ctx.signal.throwIfAborted();
      },
    });
    const isFew = held < ENOUGH;
    const scores: Record<string, Measurement> = {
      [`fd[${name}]`]: {
        value,
        ...around(value, half),
        ...(isFew ? { biased: true } : {}),
        better: "lower",
      },
    };
    if (config.sizes === 0 || Math.min(count, held) < LEAST) return scores;
    const found = await frechetInfinity(a, b, config);
    // With fewer points than twice the dimensions the line is a guess.
    const isGuess = Math.min(count, held) < 2 * images.dim;
    const line = tQuantile(0.975, config.sizes - 2) * found.error;
    scores[`fdInfinity[${name}]`] = {
      value: found.value,
      ...(isGuess
        ? { biased: true }
        : around(found.value, half && Math.hypot(half, line))),
      better: "lower",
    };
    return scores;
  }
}

function around(value: number, half: number | undefined) {
  return half === undefined ? {} : { low: value - half, high: value + half };
}
