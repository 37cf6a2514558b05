import { random } from "./random.ts";
import { requireFinite } from "./rows.ts";

/** How a score varies over splits of the data. */
export interface SplitScore {
  /** Mean over splits, at least 1. */
  readonly value: number;
  /** Population standard deviation over splits. */
  readonly deviation: number;
}

/**
 * Inception score: exp of the mean divergence of each image's class
 * probabilities from their mean, over splits of the images in a random order.
 * The order that they come in does not count: sorted by class, every split
 * would hold one class and score 1.
 *
 * Source: Salimans et al., "Improved techniques for training GANs", 2016.
 *
 * @param logits `[count, classes]`
 * @param classes Number of classes
 * @param options `splits`, default 10; `seed` of the order
 * @throws {RangeError} when a logit is not finite, or there are fewer images
 * than splits
 *
 * @example
 * ```ts
 * import { inceptionScore } from "./inception_score.ts";
 *
 * // Two images, each surely of another of two classes.
 * const logits = Float32Array.of(50, 0, 0, 50);
 * const { value } = inceptionScore(logits, 2, { splits: 1 });
 * console.assert(Math.abs(value - 2) < 1e-9);
 * ```
 */
export function inceptionScore(
  logits: Float32Array,
  classes: number,
  options: { readonly splits?: number; readonly seed?: bigint } = {},
): SplitScore {
  const { splits = 10, seed = 0n } = options;
  requireFinite({ data: logits, dim: classes }, {
    task: "take an Inception score",
    name: "logits",
  });
  const count = logits.length / classes;
  if (!(splits >= 1 && count >= splits)) {
    throw new RangeError(
      `Cannot take an Inception score: expected at least one image for each of ${splits} splits, got ${count}`,
    );
  }
  const order = random(seed, "splits").permutation(count);
  const values: number[] = [];
  for (let split = 0; split < splits; split++) {
    const start = Math.floor((split * count) / splits);
    const end = Math.floor(((split + 1) * count) / splits);
    values.push(scoreOf(logits, classes, order.subarray(start, end)));
  }
  const value = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - value) ** 2, 0);
  return { value, deviation: Math.sqrt(square / values.length) };
}

function scoreOf(
  logits: Float32Array,
  classes: number,
  rows: Int32Array,
): number {
  const mean = new Float64Array(classes);
  let entropy = 0;
  for (const i of rows) {
    const p = softmax(logits.subarray(i * classes, (i + 1) * classes));
    for (let c = 0; c < classes; c++) {
      mean[c]! += p[c]! / rows.length;
      if (p[c]! > 0) entropy += p[c]! * Math.log(p[c]!);
    }
  }
  let marginal = 0;
  for (const p of mean) if (p > 0) marginal += p * Math.log(p);
  return Math.exp(entropy / rows.length - marginal);
}

/**
 * Probabilities of logits, in float64.
 */
function softmax(logits: Float32Array): Float64Array {
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (value) => Math.exp(value - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / sum);
}
