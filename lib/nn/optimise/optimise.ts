import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, type NdArray, ndarray } from "../../tensor/array.ts";
import { joins } from "../../tensor/engine.ts";
import type { Tensors } from "../../tensor/tensors.ts";
import type { Transform } from "./transform.ts";

/**
 * State of an optimiser before the first step: a count, and what its transforms
 * keep. Small weights are updated together, so that their states are one array,
 * which has the name of the first of them.
 */
export function initOptimiser(transform: Transform, weights: Arrays): Arrays {
  const joined = groupsOf(transform, weights, ({ data }) => data.length).map(
    (names) => [names[0]!, joinArrays(names.map((name) => weights[name]!))],
  );
  return {
    count: ndarray(new Float32Array(1), []),
    ...transform.init(Object.fromEntries(joined)),
  };
}

/**
 * One step of an optimiser, as tensor expressions: a compiled step contains it.
 *
 * @param at Weights, their gradients and the optimiser's state
 */
export function optimise(
  transform: Transform,
  { weights, gradients, state: { count, ...state } }: {
    readonly weights: Tensors;
    readonly gradients: Tensors;
    readonly state: Tensors;
  },
): { weights: Record<string, tf.Tensor>; state: Record<string, tf.Tensor> } {
  const taken = tf.add(count!, 1);
  const groups = groupsOf(transform, weights, ({ size }) => size);
  const joined = (of: Tensors) =>
    Object.fromEntries(
      groups.map((names) => [names[0]!, join(names.map((name) => of[name]!))]),
    );
  const before = joined(weights);
  const { direction, factor, state: after } = transform.update({
    direction: joined(gradients),
    factor: 1,
    state,
    weights: before,
    count: taken,
  });
  const next: Record<string, tf.Tensor> = {};
  for (const names of groups) {
    const [first] = names as [string];
    const sum = tf.add(before[first]!, tf.mul(direction[first]!, factor));
    const shapes = names.map((name) => weights[name]!.shape);
    apart(sum, shapes).forEach((part, i) => next[names[i]!] = part);
  }
  return { weights: next, state: { count: taken, ...after } };
}

/** Small weights together, so that few operators update them; others alone. */
function groupsOf<T>(
  transform: Transform,
  weights: Readonly<Record<string, T>>,
  sizeOf: (weight: T) => number,
): string[][] {
  const { upTo, rows } = joins();
  const groups = new Map<string, string[]>();
  // In one order, however a state that was stored lists them.
  for (const name of Object.keys(weights).sort()) {
    const size = sizeOf(weights[name]!);
    const kind = transform.kindOf?.(name) ?? "";
    const key = size > upTo ? name : `${kind} ${size % rows === 0}`;
    groups.set(key, [...groups.get(key) ?? [], name]);
  }
  return [...groups.values()];
}

/** Columns in which tensors are joined: as the engine likes, or one. */
function columnsOf(sizes: readonly number[]): number | undefined {
  const { rows } = joins();
  return rows > 1 && sizes.every((size) => size % rows === 0)
    ? rows
    : undefined;
}

/** Rows of tensors one after the other, or elements where they share no rows. */
function join(tensors: readonly tf.Tensor[]): tf.Tensor {
  if (tensors.length === 1) return tensors[0]!;
  const columns = columnsOf(tensors.map(({ size }) => size));
  const shape = columns === undefined ? [-1] : [-1, columns];
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, shape)));
}

/** The same of arrays. */
function joinArrays(arrays: readonly NdArray[]): NdArray {
  if (arrays.length === 1) return arrays[0]!;
  const sizes = arrays.map(({ data }) => data.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const data = new Float32Array(total);
  let start = 0;
  for (const each of arrays) {
    data.set(each.data as Float32Array, start);
    start += each.data.length;
  }
  const columns = columnsOf(sizes);
  return ndarray(
    data,
    columns === undefined ? [total] : [total / columns, columns],
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
