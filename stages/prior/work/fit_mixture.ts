import {
  fitGaussianMixture,
  logLikelihood,
  type MixtureOptions,
} from "../../../lib/stats/gaussian_mixture.ts";
import { ndarray } from "../../../lib/tensor/array.ts";
import type { LatentSet, Measurement } from "../../kinds/mod.ts";

/** What to fit. */
export interface MixturePriorOptions extends MixtureOptions {
  readonly family: "gaussian" | "mixture";
  /** Most codes used for fitting. */
  readonly fit: number;
}

/** Fits a normal law or a mixture of them to codes. */
export async function fitMixture(
  { latents, heldOut }: {
    readonly latents: LatentSet;
    readonly heldOut: LatentSet | undefined;
  },
  options: MixturePriorOptions,
) {
  const { dim, count } = latents;
  const used = Math.min(count, options.fit);
  const fitted = fitGaussianMixture(
    latents.codes.subarray(0, used * dim),
    dim,
    options.family === "gaussian" ? options : {
      ...options,
      components: Math.max(1, Math.min(options.components, used >> 3)),
      shrinkage: dim,
    },
  );
  const components = fitted.shares.length;
  const parameters = components * (1 + dim + (dim * (dim + 1)) / 2) - 1;
  const scores: Record<string, Measurement> = {
    parameters: { value: parameters },
    nllTrain: measured(fitted, latents, used),
  };
  if (heldOut !== undefined) {
    scores.nllHeldOut = measured(fitted, heldOut, heldOut.count);
  }
  return await Promise.resolve({
    weights: {
      shares: ndarray(Float32Array.from(fitted.shares), [components]),
      means: ndarray(flat(fitted.means), [components, dim]),
      factors: ndarray(flat(fitted.factors), [components, dim, dim]),
    },
    facts: { components, parameters },
    scores,
  });
}

function measured(
  fitted: Parameters<typeof logLikelihood>[0],
  set: LatentSet,
  count: number,
): Measurement {
  return {
    value: -logLikelihood(fitted, set.codes.subarray(0, count * set.dim)),
    count,
    unit: "nats",
    better: "lower",
  };
}

function flat(parts: readonly Float64Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
