import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { compile, type Tensors } from "../tensor/compile.ts";
import { random } from "./random.ts";
import { countOf, type PointSet } from "./rows.ts";

/** A kernel distance: mean and spread over subsets. */
export interface KernelDistance {
  /** May be negative: the estimator is unbiased. */
  readonly value: number;
  /** Standard deviation over subsets. */
  readonly deviation: number;
  /** Number of subsets behind it. */
  readonly subsets: number;
}

/**
 * Kernel distance with the kernel (x·y / dim + 1)³: the mean over random
 * subsets of the unbiased estimate of the squared maximum mean discrepancy.
 *
 * Source: Bińkowski et al., "Demystifying MMD GANs", ICLR 2018, section 3.
 *
 * @param options `subsets` of `size` points drawn without replacement; a
 * smaller set is used whole; default 100 of 1000
 * @throws {RangeError} when a set has fewer than two points
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { kernelDistance } from "./kernel_distance.ts";
 *
 * await useEngine("cpu");
 * const near = { data: Float32Array.of(0, 1, 0, 1), dim: 1 };
 * const far = { data: Float32Array.of(9, 8, 9, 8), dim: 1 };
 * const { value } = await kernelDistance(near, far, { subsets: 2 });
 * console.assert(value > 1000);
 * ```
 */
export async function kernelDistance(
  a: PointSet,
  b: PointSet,
  options: {
    readonly subsets?: number;
    readonly size?: number;
    readonly seed?: bigint;
  } = {},
): Promise<KernelDistance> {
  const { subsets = 100, seed = 0n } = options;
  const size = Math.min(options.size ?? 1000, countOf(a), countOf(b));
  if (size < 2) {
    throw new RangeError(
      `Cannot compute a kernel distance: expected at least 2 points, got ${size}`,
    );
  }
  const values: number[] = [];
  const kernels = compile(kernelSums);
  for (let subset = 0; subset < subsets; subset++) {
    const x = draw(a, size, random(seed, "a", subset));
    const y = draw(b, size, random(seed, "b", subset));
    const { xx, yy, xy } = await kernels.run({
      x: ndarray(x.data, [size, x.dim]),
      y: ndarray(y.data, [size, y.dim]),
    });
    const pairs = size * (size - 1);
    values.push(
      (total(xx!.data) + total(yy!.data)) / pairs -
        2 * total(xy!.data) / (size * size),
    );
  }
  kernels.dispose();
  const value = values.reduce((sum, v) => sum + v, 0) / subsets;
  const square = values.reduce((sum, v) => sum + (v - value) ** 2, 0);
  return { value, deviation: Math.sqrt(square / subsets), subsets };
}

function draw(
  { data, dim }: PointSet,
  size: number,
  stream: ReturnType<typeof random>,
): PointSet {
  const order = stream.permutation(data.length / dim);
  const out = new Float32Array(size * dim);
  for (let i = 0; i < size; i++) {
    const at = order[i]! * dim;
    out.set(data.subarray(at, at + dim), i * dim);
  }
  return { data: out, dim };
}

/**
 * Rows' sums of the kernel less one, which the estimate does not see; the
 * diagonal is left out within a set.
 */
function kernelSums({ x, y }: Tensors): Tensors {
  const scale = 1 / x!.shape[1]!;
  // (p + 1)³ − 1 without cancellation.
  const lessOne = (p: tf.Tensor) =>
    tf.mul(p, tf.add(tf.mul(p, tf.add(p, 3)), 3));
  const sums = (a: tf.Tensor, b: tf.Tensor) =>
    tf.sum(lessOne(tf.matMul(tf.mul(a, scale), b, false, true)), 1);
  const own = (a: tf.Tensor) => lessOne(tf.sum(tf.mul(tf.square(a), scale), 1));
  return {
    xx: tf.sub(sums(x!, x!), own(x!)),
    yy: tf.sub(sums(y!, y!), own(y!)),
    xy: sums(x!, y!),
  };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
