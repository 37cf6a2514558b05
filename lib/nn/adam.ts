import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, type NdArray, ndarray } from "../tensor/array.ts";
import { joins } from "../tensor/engine.ts";
import type { Tensors } from "./apply.ts";

/** Settings of the optimiser. */
export interface AdamOptions {
  /** Step size. */
  readonly rate: number | tf.Tensor;
  /** Decay of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled weight decay (AdamW), applied to kernels only. Default 0. */
  readonly weightDecay?: number;
}

/**
 * State before the first step: zero moments by weight name, and a count.
 *
 * @example
 * ```ts
 * import { ndarray } from "../tensor/array.ts";
 * import { initAdam } from "./adam.ts";
 *
 * const state = initAdam({ w: ndarray(Float32Array.of(5, 6), [2]) });
 * console.assert(Object.keys(state).join() === "count,m/w,v/w");
 * ```
 */
export function initAdam(weights: Arrays): Arrays {
  const state: Record<string, NdArray> = {
    count: ndarray(new Float32Array(1), []),
  };
  for (const [name, { data, shape }] of Object.entries(weights)) {
    state[`m/${name}`] = ndarray(new Float32Array(data.length), shape);
    state[`v/${name}`] = ndarray(new Float32Array(data.length), shape);
  }
  return state;
}

/**
 * One step of Adam as tensor expressions, so that a compiled training step
 * contains it.
 *
 * Source: Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019 for the
 * decoupled weight decay.
 *
 * @param weights Weights to update, by name
 * @param update Their gradients and the optimiser's state
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { adam } from "./adam.ts";
 *
 * await useEngine("cpu");
 * const w = tf.tensor1d([5]);
 * const zero = tf.tensor1d([0]);
 * const { weights } = adam({ w }, {
 *   gradients: { w: tf.tensor1d([3]) },
 *   state: { count: tf.scalar(0), "m/w": zero, "v/w": zero },
 * }, { rate: 0.1 });
 * // The first step is as long as the rate, whatever the gradient.
 * console.assert(Math.abs(weights.w!.dataSync()[0]! - 4.9) < 1e-6);
 * ```
 */
export function adam(
  weights: Tensors,
  update: { readonly gradients: Tensors; readonly state: Tensors },
  options: AdamOptions,
): { weights: Record<string, tf.Tensor>; state: Record<string, tf.Tensor> } {
  const { rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const { weightDecay = 0 } = options;
  const count = tf.add(update.state.count!, 1);
  const correction1 = tf.sub(1, tf.pow(beta1, count));
  const correction2 = tf.sub(1, tf.pow(beta2, count));
  // rate · √c2 / c1 once, instead of two divisions an element.
  const size = tf.mul(rate, tf.div(tf.sqrt(correction2), correction1));
  const floor = tf.mul(epsilon, tf.sqrt(correction2));
  const next: Record<string, tf.Tensor> = {};
  const state: Record<string, tf.Tensor> = { count };
  const decays = (name: string) => weightDecay > 0 && name.endsWith("kernel");
  for (const names of grouped(weights, decays)) {
    const shapes = names.map((name) => weights[name]!.shape);
    const joined = (of: (name: string) => tf.Tensor) => join(names.map(of));
    const value = joined((name) => weights[name]!);
    const gradient = joined((name) => update.gradients[name]!);
    const m = tf.add(
      tf.mul(joined((name) => update.state[`m/${name}`]!), beta1),
      tf.mul(gradient, 1 - beta1),
    );
    const v = tf.add(
      tf.mul(joined((name) => update.state[`v/${name}`]!), beta2),
      tf.mul(tf.square(gradient), 1 - beta2),
    );
    const step = tf.mul(size, tf.div(m, tf.add(tf.sqrt(v), floor)));
    const decayed = decays(names[0]!)
      ? tf.mul(value, tf.sub(1, tf.mul(rate, weightDecay)))
      : value;
    const parts = {
      value: apart(tf.sub(decayed, step), shapes),
      m: apart(m, shapes),
      v: apart(v, shapes),
    };
    for (const [i, name] of names.entries()) {
      next[name] = parts.value[i]!;
      state[`m/${name}`] = parts.m[i]!;
      state[`v/${name}`] = parts.v[i]!;
    }
  }
  return { weights: next, state };
}

/** Small weights together, so that few operators update them; others alone. */
function grouped(
  weights: Tensors,
  decays: (name: string) => boolean,
): string[][] {
  const { upTo, rows } = joins();
  const groups = new Map<string, string[]>();
  for (const [name, { size }] of Object.entries(weights)) {
    const key = size > upTo ? name : `${decays(name)} ${size % rows === 0}`;
    groups.set(key, [...groups.get(key) ?? [], name]);
  }
  return [...groups.values()];
}

/** Rows of tensors one after the other, or elements where they share no rows. */
function join(tensors: readonly tf.Tensor[]): tf.Tensor {
  if (tensors.length === 1) return tensors[0]!;
  const { rows } = joins();
  const inRows = rows > 1 && tensors.every(({ size }) => size % rows === 0);
  return tf.concat(
    tensors.map((tensor) => tf.reshape(tensor, inRows ? [-1, rows] : [-1])),
  );
}

/** The inverse of joining. */
function apart(
  tensor: tf.Tensor,
  shapes: readonly (readonly number[])[],
): tf.Tensor[] {
  if (shapes.length === 1) return [tensor];
  const width = tensor.shape[1] ?? 1;
  const sizes = shapes.map((shape) =>
    tf.util.sizeFromShape([...shape]) / width
  );
  return tf.split(tensor, sizes).map((part, i) =>
    tf.reshape(part, [...shapes[i]!])
  );
}
