import type * as tf from "@tensorflow/tfjs-core";
import type { Arrays } from "../../tensor/array.ts";
import type { Tensors } from "../../tensor/tensors.ts";

/** What weights are to change by: `factor` · `direction`. */
export interface Update {
  /** By name of weight. */
  readonly direction: Tensors;
  /** A scalar, which is multiplied once at the end instead of by each step of a chain. */
  readonly factor: tf.Tensor | number;
}

/** What a transform sees of a step. */
export interface TransformArgs extends Update {
  /** Its own state. */
  readonly state: Tensors;
  /** The weights before the step. */
  readonly weights: Tensors;
  /** Updates taken, this one included. */
  readonly count: tf.Tensor;
}

/**
 * Makes an update out of gradients, or another one out of an update. Optimisers
 * are chains of them.
 *
 * Source: Hessel et al., Optax, 2020, whose gradient transformations these are.
 */
export interface Transform {
  /** State before the first step. */
  init(weights: Arrays): Arrays;
  /** One step. */
  update(args: TransformArgs): Update & { readonly state: Tensors };
  /**
   * What it does with a weight: those of which it says the same may be updated as
   * one tensor. By default it does the same with all.
   */
  kindOf?(name: string): string;
}

/** A transform without state. */
export function stateless(
  update: (args: TransformArgs) => Update,
  kindOf: (name: string) => string = () => "",
): Transform {
  return {
    init: () => ({}),
    update: (args) => ({ ...update(args), state: {} }),
    kindOf,
  };
}
