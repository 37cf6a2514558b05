import * as tf from "@tensorflow/tfjs-core";
import { zerosLike } from "../../tensor/array.ts";
import { mapValues } from "../../tensor/map_values.ts";
import { withPrefix } from "../../tensor/prefix.ts";
import { chain } from "./chain.ts";
import { type DecayOptions, decayWeights } from "./decay_weights.ts";
import { descend } from "./descend.ts";
import type { Schedule } from "./schedule.ts";
import type { Transform } from "./transform.ts";

/** Settings of the moments. */
export interface MomentOptions {
  /** Decay of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number;
}

/** Settings of the optimiser. */
export interface AdamOptions extends MomentOptions, DecayOptions {
  /** Step size, or how it changes. */
  readonly rate: number | Schedule;
  /** Decoupled weight decay (AdamW). Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adam, and with `weightDecay` AdamW, as a chain.
 *
 * Source: Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019 for the
 * decoupled weight decay.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { ndarray, useEngine } from "../../tensor/mod.ts";
 * import { adam } from "./adam.ts";
 * import { initOptimiser, optimise } from "./optimise.ts";
 *
 * await useEngine("cpu");
 * const optimiser = adam({ rate: 0.1 });
 * const initial = initOptimiser(optimiser, { w: ndarray(Float32Array.of(5), [1]) });
 * const { weights } = optimise(optimiser, {
 *   weights: { w: tf.tensor1d([5]) },
 *   gradients: { w: tf.tensor1d([3]) },
 *   state: Object.fromEntries(
 *     Object.entries(initial).map(([name, { data, shape }]) => [
 *       name,
 *       tf.tensor(data, [...shape]),
 *     ]),
 *   ),
 * });
 * // The first step is as long as the rate, whatever the gradient.
 * console.assert(Math.abs(weights.w!.dataSync()[0]! - 4.9) < 1e-6);
 * ```
 */
export function adam(
  { rate, weightDecay = 0, excludes, ...moments }: AdamOptions,
): Transform {
  return chain(
    scaleByMoments(moments),
    ...weightDecay > 0
      ? [decayWeights(weightDecay, excludes === undefined ? {} : { excludes })]
      : [],
    descend(rate),
  );
}

/** Mean gradient over the root of the mean squared one, without their bias. */
export function scaleByMoments(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: MomentOptions = {},
): Transform {
  return {
    init(weights) {
      const zeros = mapValues(weights, zerosLike);
      return { ...withPrefix("m/", zeros), ...withPrefix("v/", zeros) };
    },
    update({ direction, factor, state, count }) {
      const correction1 = tf.sub(1, tf.pow(beta1, count));
      const correction2 = tf.sub(1, tf.pow(beta2, count));
      // √c2 / c1 once, instead of two divisions an element.
      const size = tf.div(tf.sqrt(correction2), correction1);
      const floor = tf.mul(epsilon, tf.sqrt(correction2));
      const next: Record<string, tf.Tensor> = {};
      const scaled = mapValues(direction, (gradient, name) => {
        const scaledGradient = factor === 1
          ? gradient
          : tf.mul(gradient, factor);
        const m = tf.add(
          tf.mul(state[`m/${name}`]!, beta1),
          tf.mul(scaledGradient, 1 - beta1),
        );
        const v = tf.add(
          tf.mul(state[`v/${name}`]!, beta2),
          tf.mul(tf.square(scaledGradient), 1 - beta2),
        );
        next[`m/${name}`] = m;
        next[`v/${name}`] = v;
        return tf.div(m, tf.add(tf.sqrt(v), floor));
      });
      return { direction: scaled, factor: size, state: next };
    },
  };
}
