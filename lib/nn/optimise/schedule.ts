import * as tf from "@tensorflow/tfjs-core";

/** A number that depends on how many updates were taken, this one included. */
export type Schedule = (count: tf.Tensor) => tf.Tensor | number;

/** The same number at every step. */
export function constant(value: number): Schedule {
  return () => value;
}

/**
 * Rises in a straight line over the first `steps`, and stays there.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { warmUp } from "./schedule.ts";
 *
 * await useEngine("cpu");
 * const rate = warmUp(2, { steps: 4 })(tf.scalar(1)) as tf.Tensor;
 * console.assert(rate.dataSync()[0] === 0.5);
 * ```
 */
export function warmUp(
  value: number,
  { steps }: { readonly steps: number },
): Schedule {
  return (count) => tf.mul(value, tf.minimum(1, tf.div(count, steps)));
}

/**
 * Falls along half a cosine from `value` to `end` over `steps`, after a rise in a
 * straight line over the first `warm` of them.
 *
 * Source: Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5, without restarts.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { cosine } from "./schedule.ts";
 *
 * await useEngine("cpu");
 * const rate = cosine(2, { steps: 10 })(tf.scalar(5)) as tf.Tensor;
 * console.assert(Math.abs(rate.dataSync()[0]! - 1) < 1e-6);
 * ```
 */
export function cosine(
  value: number,
  { steps, warm = 0, end = 0 }: {
    readonly steps: number;
    readonly warm?: number;
    readonly end?: number;
  },
): Schedule {
  return (count) => {
    const part = tf.clipByValue(
      tf.div(tf.sub(count, warm), Math.max(1, steps - warm)),
      0,
      1,
    );
    const height = tf.mul(0.5, tf.add(1, tf.cos(tf.mul(part, Math.PI))));
    const fallen = tf.add(end, tf.mul(value - end, height));
    if (warm === 0) return fallen;
    return tf.mul(fallen, tf.minimum(1, tf.div(count, warm)));
  };
}

/**
 * min(limit, (1 + t) / (10 + t)): a decay of averages that lets short runs average
 * over what they have.
 *
 * Source: TensorFlow's `ExponentialMovingAverage` with `num_updates`.
 */
export function ramped(limit: number): Schedule {
  return (count) =>
    tf.minimum(limit, tf.div(tf.add(count, 1), tf.add(count, 10)));
}
