import { cholesky, solveLower } from "./cholesky.ts";
import { random } from "./random.ts";
import { requireFinite } from "./rows.ts";

/** A mixture of normal laws. */
export interface GaussianMixture {
  readonly dim: number;
  /** Share of each component; they sum to one. */
  readonly shares: Float64Array;
  /** Mean of each component, `[dim]`. */
  readonly means: readonly Float64Array[];
  /** Lower Cholesky factor of each covariance, `[dim, dim]`. */
  readonly factors: readonly Float64Array[];
}

/** How to fit a mixture. */
export interface MixtureOptions {
  /** Number of normal laws. */
  readonly components: number;
  /** Most passes over the rows. */
  readonly iterations: number;
  /** Added to the diagonal of every covariance. */
  readonly ridge: number;
  /** Seed of the starting centres. */
  readonly seed: bigint;
  /**
   * Rows' worth of belief that a component is round: with `n` rows in it, its
   * covariance moves by the share shrinkage / (n + shrinkage) towards the
   * multiple of the identity with the same trace. Default 0.
   */
  readonly shrinkage?: number;
}

/** Relative gain in mean log-likelihood below which fitting stops. */
const TOLERANCE = 1e-5;

/**
 * Fits a mixture of normal laws with full covariances by expectation
 * maximisation, from k-means++ centres.
 *
 * Source: Bishop, PRML, section 9.2.2; Arthur and Vassilvitskii 2007 for the
 * start; Ledoit and Wolf 2004 for the form of the shrinkage.
 *
 * @param rows `[count, dim]`, row-major
 * @throws {RangeError} when there are fewer rows than components, or a row is
 * not finite
 *
 * @example
 * ```ts
 * import { fitGaussianMixture } from "./gaussian_mixture.ts";
 *
 * const mixture = fitGaussianMixture(Float32Array.of(0, 1, 2, 100, 101, 102), 1, {
 *   components: 2,
 *   iterations: 20,
 *   ridge: 1e-6,
 *   seed: 0n,
 * });
 * const means = mixture.means.map(([mean]) => Math.round(mean!));
 * console.assert(means.sort((a, b) => a - b).join() === "1,101");
 * ```
 */
export function fitGaussianMixture(
  rows: Float32Array,
  dim: number,
  options: MixtureOptions,
): GaussianMixture {
  requireFinite({ data: rows, dim }, { task: "fit a mixture", name: "rows" });
  const count = rows.length / dim;
  const { components, iterations, ridge, shrinkage = 0 } = options;
  if (count < Math.max(2, components)) {
    throw new RangeError(
      `Cannot fit a mixture: expected at least ${
        Math.max(2, components)
      } rows, got ${count}`,
    );
  }
  let weights = nearest(rows, dim, centres(rows, dim, options));
  const shape = { components, ridge, shrinkage };
  let mixture = maximize(rows, dim, { weights, ...shape });
  let last = -Infinity;
  for (let pass = 1; pass < iterations; pass++) {
    const { posteriors, mean } = expect(mixture, rows);
    weights = posteriors;
    mixture = maximize(rows, dim, { weights, ...shape });
    if (mean - last < TOLERANCE * Math.abs(mean)) break;
    last = mean;
  }
  return mixture;
}

/**
 * Mean log-density of rows, in nats.
 *
 * @throws {RangeError} when there are no rows, or one is not finite
 *
 * @example
 * ```ts
 * import { logLikelihood } from "./gaussian_mixture.ts";
 *
 * const standardNormal = {
 *   dim: 1,
 *   shares: Float64Array.of(1),
 *   means: [Float64Array.of(0)],
 *   factors: [Float64Array.of(1)],
 * };
 * const log = logLikelihood(standardNormal, Float32Array.of(0));
 * console.assert(Math.abs(log + Math.log(2 * Math.PI) / 2) < 1e-12);
 * ```
 */
export function logLikelihood(
  mixture: GaussianMixture,
  rows: Float32Array,
): number {
  const { dim } = mixture;
  requireFinite({ data: rows, dim }, {
    task: "take a likelihood",
    name: "rows",
  });
  if (rows.length === 0) {
    throw new RangeError("Cannot take a likelihood: there are no rows");
  }
  return expect(mixture, rows).mean;
}

function expect(
  mixture: GaussianMixture,
  rows: Float32Array,
): { posteriors: Float32Array; mean: number } {
  const { dim, shares, means, factors } = mixture;
  const count = rows.length / dim;
  const parts = shares.length;
  const posteriors = new Float32Array(count * parts);
  const constants = factors.map((factor, c) => {
    let value = Math.log(shares[c]!) - 0.5 * dim * Math.log(2 * Math.PI);
    for (let j = 0; j < dim; j++) value -= Math.log(factor[j * dim + j]!);
    return value;
  });
  const difference = new Float64Array(dim);
  const logs = new Float64Array(parts);
  let total = 0;
  for (let i = 0; i < count; i++) {
    let top = -Infinity;
    for (let c = 0; c < parts; c++) {
      const mean = means[c]!;
      for (let j = 0; j < dim; j++) {
        difference[j] = rows[i * dim + j]! - mean[j]!;
      }
      solveLower(factors[c]!, difference);
      let square = 0;
      for (let j = 0; j < dim; j++) square += difference[j]! * difference[j]!;
      logs[c] = constants[c]! - 0.5 * square;
      top = Math.max(top, logs[c]!);
    }
    let sum = 0;
    for (let c = 0; c < parts; c++) sum += Math.exp(logs[c]! - top);
    const log = top + Math.log(sum);
    for (let c = 0; c < parts; c++) {
      posteriors[i * parts + c] = Math.exp(logs[c]! - log);
    }
    total += log;
  }
  return { posteriors, mean: total / count };
}

function maximize(
  rows: Float32Array,
  dim: number,
  { weights, components, ridge, shrinkage }: {
    weights: Float32Array;
    components: number;
    ridge: number;
    shrinkage: number;
  },
): GaussianMixture {
  const count = rows.length / dim;
  const shares = new Float64Array(components);
  const means: Float64Array[] = [];
  const factors: Float64Array[] = [];
  const centred = new Float64Array(dim);
  for (let c = 0; c < components; c++) {
    const mean = new Float64Array(dim);
    let mass = 1e-10;
    for (let i = 0; i < count; i++) {
      const w = weights[i * components + c]!;
      if (w === 0) continue;
      mass += w;
      for (let j = 0; j < dim; j++) mean[j]! += w * rows[i * dim + j]!;
    }
    for (let j = 0; j < dim; j++) mean[j]! /= mass;
    const covariance = new Float64Array(dim * dim);
    for (let i = 0; i < count; i++) {
      const w = weights[i * components + c]!;
      if (w < 1e-8) continue;
      for (let j = 0; j < dim; j++) centred[j] = rows[i * dim + j]! - mean[j]!;
      for (let j = 0; j < dim; j++) {
        const scaled = w * centred[j]!;
        for (let k = 0; k <= j; k++) {
          covariance[j * dim + k]! += scaled * centred[k]!;
        }
      }
    }
    const kept = 1 / (mass + shrinkage);
    let trace = 0;
    for (let j = 0; j < dim; j++) trace += covariance[j * dim + j]! / mass;
    const round = ridge + shrinkage * kept * trace / dim;
    for (let j = 0; j < dim; j++) {
      for (let k = 0; k <= j; k++) covariance[j * dim + k]! *= kept;
      covariance[j * dim + j]! += round;
    }
    shares[c] = mass / count;
    means.push(mean);
    factors.push(cholesky(covariance, dim));
  }
  const sum = shares.reduce((a, b) => a + b, 0);
  return { dim, shares: shares.map((share) => share / sum), means, factors };
}

/** k-means++: each centre a row, drawn by its squared distance to the others. */
function centres(
  rows: Float32Array,
  dim: number,
  { components, seed }: MixtureOptions,
): number[] {
  const count = rows.length / dim;
  const draws = random(seed, "centres").uniform(new Float32Array(components));
  const chosen = [Math.floor(draws[0]! * count)];
  const distances = new Float64Array(count).fill(Infinity);
  while (chosen.length < components) {
    const last = chosen.at(-1)!;
    let total = 0;
    for (let i = 0; i < count; i++) {
      distances[i] = Math.min(distances[i]!, squared(rows, dim, [i, last]));
      total += distances[i]!;
    }
    let rest = draws[chosen.length]! * total;
    let next = 0;
    while (next < count - 1 && (rest -= distances[next]!) > 0) next++;
    chosen.push(next);
  }
  return chosen;
}

/** Weight one for the nearest centre of each row, zero for the others. */
function nearest(
  rows: Float32Array,
  dim: number,
  chosen: readonly number[],
): Float32Array {
  const count = rows.length / dim;
  const weights = new Float32Array(count * chosen.length);
  for (let i = 0; i < count; i++) {
    let best = 0;
    let least = Infinity;
    for (const [c, row] of chosen.entries()) {
      const distance = squared(rows, dim, [i, row]);
      if (distance < least) [best, least] = [c, distance];
    }
    weights[i * chosen.length + best] = 1;
  }
  return weights;
}

function squared(
  rows: Float32Array,
  dim: number,
  [a, b]: readonly [number, number],
): number {
  let sum = 0;
  for (let j = 0; j < dim; j++) {
    sum += (rows[a * dim + j]! - rows[b * dim + j]!) ** 2;
  }
  return sum;
}
