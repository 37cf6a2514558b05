import type * as tf from "@tensorflow/tfjs-core";
import { adam, initAdam } from "../../lib/nn/adam.ts";
import { applyNetwork } from "../../lib/nn/apply.ts";
import { criticLoss } from "../../lib/nn/gan_loss.ts";
import { gradientsOf } from "../../lib/nn/gradients.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import type { Network } from "../../lib/nn/network.ts";
import { toUnit } from "../../lib/nn/run_network.ts";
import {
  initSpectralNorm,
  powerIteration,
  spectralNormalize,
} from "../../lib/nn/spectral_norm.ts";
import type { Random } from "../../lib/stats/random.ts";
import { underPrefix, withPrefix } from "../../lib/tensor/_prefix.ts";
import {
  type Arrays,
  compile,
  type StepFunction,
} from "../../lib/tensor/mod.ts";

/** State before the first step: weights, moments, singular vectors. */
export function initCritic(critic: Network, stream: Random): Arrays {
  const weights = initNetwork(critic, stream);
  return {
    ...withPrefix("c/", weights),
    ...withPrefix("a/", initAdam(weights)),
    ...withPrefix("u/", initSpectralNorm(weights, stream)),
  };
}

/** One step of a spectrally normalised critic towards the largest difference of means. */
export function criticStep(critic: Network, rate: number): StepFunction {
  return (state, { real, fake }) => {
    const weights = underPrefix("c/", state);
    const pairs = powerIteration(weights, underPrefix("u/", state));
    const { value, gradients } = gradientsOf(weights, (trained) => {
      const normalized = spectralNormalize(trained, pairs);
      const judge = (x: tf.Tensor) =>
        applyNetwork(critic, normalized, toUnit(x, "uint8")).output;
      return criticLoss("wasserstein", {
        real: judge(real!),
        fake: judge(fake!),
      });
    });
    const next = adam(
      weights,
      { gradients, state: underPrefix("a/", state) },
      { rate, beta1: 0.5 },
    );
    return {
      state: {
        ...withPrefix("c/", next.weights),
        ...withPrefix("a/", next.state),
        ...withPrefix("u/", pairs.right),
      },
      metrics: { loss: value },
    };
  };
}

/** The weights that a trained critic judges with: its kernels over their norms. */
export async function judgingWeights(state: Arrays): Promise<Arrays> {
  const normalize = compile((parts) => {
    const weights = underPrefix("c/", parts);
    return spectralNormalize(
      weights,
      powerIteration(weights, underPrefix("u/", parts)),
    );
  });
  const weights = await normalize.run({
    ...withPrefix("c/", underPrefix("c/", state)),
    ...withPrefix("u/", underPrefix("u/", state)),
  });
  normalize.dispose();
  return weights;
}
