import { keep, type Scalar } from "@tensorflow/tfjs-core";
import { underPrefix, withPrefix } from "../tensor/_prefix.ts";
import type { Arrays } from "../tensor/array.ts";
import type { StepFunction } from "../tensor/compile_step.ts";
import { adam, type AdamOptions, initAdam } from "./adam.ts";
import type { Tensors } from "./apply.ts";
import { gradientsOf } from "./gradients.ts";
import { trainedOf } from "./trained.ts";

/** A loss of weights and data, with the buffers that it changes. */
export type LossFunction = (weights: Tensors, data: Tensors) => {
  readonly loss: Scalar;
  readonly updates: Tensors;
};

/** State of {@linkcode fitStep} before the first step. */
export function initFit(weights: Arrays): Arrays {
  return {
    ...withPrefix("w/", weights),
    ...withPrefix("a/", initAdam(trainedOf(weights))),
  };
}

/** Weights inside a state of {@linkcode fitStep}. */
export function fittedWeights(state: Arrays): Arrays {
  return underPrefix("w/", state);
}

/** A step of Adam on a loss; metric `loss`. */
export function fitStep(
  loss: LossFunction,
  options: AdamOptions,
): StepFunction {
  return (state, data) => {
    const all = underPrefix("w/", state);
    const weights = trainedOf(all);
    let updates: Tensors = {};
    const { value, gradients } = gradientsOf(weights, (trained) => {
      const result = loss({ ...all, ...trained }, data);
      // The gradient's scope ends before the step does.
      updates = result.updates;
      for (const update of Object.values(updates)) keep(update);
      return result.loss;
    });
    const next = adam(
      weights,
      { gradients, state: underPrefix("a/", state) },
      options,
    );
    return {
      state: {
        ...withPrefix("w/", { ...all, ...next.weights, ...updates }),
        ...withPrefix("a/", next.state),
      },
      metrics: { loss: value },
    };
  };
}
