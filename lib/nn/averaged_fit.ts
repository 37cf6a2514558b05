import * as tf from "@tensorflow/tfjs-core";
import { underPrefix, withPrefix } from "../tensor/_prefix.ts";
import type { Arrays } from "../tensor/array.ts";
import type { StepFunction } from "../tensor/compile_step.ts";
import type { AdamOptions } from "./adam.ts";
import type { Tensors } from "./apply.ts";
import { fitStep, initFit, type LossFunction } from "./fit_step.ts";
import { trainedOf } from "./trained.ts";

/**
 * Moving average of weights with decay min(limit, (1 + t) / (10 + t)), so that
 * short runs average over what they have.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { movingAverage } from "./averaged_fit.ts";
 *
 * await useEngine("cpu");
 * const { w } = movingAverage(
 *   { w: tf.scalar(0) },
 *   { w: tf.scalar(1) },
 *   { limit: 0.5, count: tf.scalar(1000) },
 * );
 * console.assert(w!.dataSync()[0] === 0.5);
 * ```
 */
export function movingAverage(
  averaged: Tensors,
  weights: Tensors,
  options: { readonly limit: number; readonly count: tf.Tensor },
): Record<string, tf.Tensor> {
  const { limit, count } = options;
  const decay = tf.minimum(limit, tf.div(tf.add(count, 1), tf.add(count, 10)));
  const share = tf.sub(1, decay);
  return Object.fromEntries(
    Object.entries(averaged).map(([name, value]) => [
      name,
      tf.add(value, tf.mul(tf.sub(weights[name]!, value), share)),
    ]),
  );
}

/** State of {@linkcode averagedFit} before the first step. */
export function initAveraged(weights: Arrays): Arrays {
  return {
    ...initFit(weights),
    ...withPrefix("e/", trainedOf(weights)),
  };
}

/** Averaged weights inside a state of {@linkcode averagedFit}. */
export function fittedAverage(state: Arrays): Arrays {
  return { ...underPrefix("w/", state), ...underPrefix("e/", state) };
}

/** A fitting step that also keeps a moving average of the weights. */
export function averagedFit(
  loss: LossFunction,
  options: AdamOptions & { readonly ema: number },
): StepFunction {
  const step = fitStep(loss, options);
  return (state, data) => {
    const next = step(state, data);
    const averaged = movingAverage(
      underPrefix("e/", state),
      underPrefix("w/", next.state),
      { limit: options.ema, count: next.state["a/count"]! },
    );
    return {
      state: { ...next.state, ...withPrefix("e/", averaged) },
      metrics: next.metrics,
    };
  };
}
