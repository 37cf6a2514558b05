import assert from "node:assert/strict";
import { symmetricEigenvalues } from "../../lib/stats/eigen.ts";
import { frechetDistance } from "../../lib/stats/frechet.ts";
import { frechetOfPoints } from "../../lib/stats/frechet_points.ts";
import { logLikelihood } from "../../lib/stats/gaussian_mixture.ts";
import { inceptionScore } from "../../lib/stats/inception_score.ts";
import { kernelDistance } from "../../lib/stats/kernel_distance.ts";
import { modeCoverage } from "../../lib/stats/mode_coverage.ts";
import { moments } from "../../lib/stats/moments.ts";
import { prdc } from "../../lib/stats/prdc.ts";
import { quantile } from "../../lib/stats/quantile.ts";
import { tQuantile } from "../../lib/stats/t_quantile.ts";
import { vendiScore } from "../../lib/stats/vendi_score.ts";
import { wilson } from "../../lib/stats/wilson.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { type PointsCase, pointsOf } from "./reference/points.ts";

// Made by reference/make.py with SciPy, scikit-learn and prdc in float64.
const values = JSON.parse(
  await Deno.readTextFile(new URL("reference/values.json", import.meta.url)),
);

interface Pair {
  readonly a: PointsCase;
  readonly b: PointsCase;
}

function nameOf({ a, b }: Pair): string {
  const one = ({ kind, count, dim, scale = 1, shift = 0 }: PointsCase) =>
    `${count}×${dim} ${kind} ·${scale} +${shift}`;
  return `${one(a)} and ${one(b)}`;
}

/** How far off, as a multiple of the expected size. */
function off(found: number, expected: number): number {
  return found === expected
    ? 0
    : Math.abs(found - expected) / Math.abs(expected);
}

const MEASURES = ["precision", "recall", "density", "coverage"] as const;

for (const each of values.kernel as (Pair & { exact: number })[]) {
  Deno.test(`kernelDistance() is exact for ${nameOf(each)}`, async () => {
    await useEngine("onnx");
    const { value } = await kernelDistance(pointsOf(each.a), pointsOf(each.b));
    assert(off(value, each.exact) < 1e-11, `${value} ${each.exact}`);
  });
}

for (const each of values.largeKernel as (Pair & { sklearn: number })[]) {
  Deno.test(`kernelDistance() agrees with scikit-learn for ${nameOf(each)}`, async () => {
    await useEngine("onnx");
    const { value } = await kernelDistance(pointsOf(each.a), pointsOf(each.b));
    assert(off(value, each.sklearn) < 1e-6, `${value} ${each.sklearn}`);
  });
}

for (
  const each of values.prdc as (Pair & {
    k: number;
    scipy: Record<string, number>;
    package: Record<string, number> | null;
  })[]
) {
  Deno.test(`prdc() agrees with SciPy and prdc for ${nameOf(each)}`, async () => {
    await useEngine("onnx");
    const found = await prdc(pointsOf(each.a), pointsOf(each.b), each);
    for (const measure of MEASURES) {
      for (const expected of [each.scipy, each.package ?? each.scipy]) {
        assert(
          Math.abs(found[measure] - expected[measure]!) < 1e-12,
          `${measure}: ${found[measure]} ${expected[measure]}`,
        );
      }
    }
  });
}

for (const each of values.frechet as (Pair & { svd: number })[]) {
  Deno.test(`frechetOfPoints() agrees with SciPy for ${nameOf(each)}`, async () => {
    await useEngine("onnx");
    const [a, b] = [pointsOf(each.a), pointsOf(each.b)];
    const found = await frechetOfPoints(a, b);
    const [x, y] = [await moments(a.data, a.dim), await moments(b.data, b.dim)];
    // What is lost is of the size of the variances.
    let size = each.svd;
    for (let i = 0; i < a.dim; i++) {
      size += x.covariance[i * (a.dim + 1)]! + y.covariance[i * (a.dim + 1)]!;
    }
    assert(Math.abs(found - each.svd) < 1e-9 * size, `${found} ${each.svd}`);
    const ofMoments = frechetDistance(x, y);
    // Singular covariances lose half the digits of tiny eigenvalues.
    const isSingular = Math.min(x.count, y.count) <= a.dim;
    assert(
      Math.abs(ofMoments - each.svd) < (isSingular ? 1e-6 : 1e-9) * size,
      `${ofMoments} ${each.svd}`,
    );
  });
}

for (
  const each of values.moments as (PointsCase & {
    mean: number[];
    covariance: number[][];
  })[]
) {
  Deno.test(`moments() agrees with NumPy for ${nameOf({ a: each, b: each })}`, async () => {
    await useEngine("onnx");
    const { data, dim } = pointsOf(each);
    const { mean, covariance } = await moments(data, dim);
    const deviation = (j: number) => Math.sqrt(covariance[j * (dim + 1)]!);
    const isExact = each.count * dim * dim <= 2e7;
    each.mean.forEach((value, j) => {
      assert(
        Math.abs(mean[j]! - value) <=
          1e-12 * Math.abs(value) + 1e-14 * deviation(j),
      );
    });
    each.covariance.forEach((row, j) =>
      row.forEach((value, k) => {
        const error = Math.abs(covariance[j * dim + k]! - value);
        const size = deviation(j) * deviation(k);
        assert(error <= (isExact ? 1e-12 : 1e-6) * size, `${error} ${size}`);
      })
    );
  });
}

Deno.test("symmetricEigenvalues() scale with the matrix, from 1e-40 to 1e40", () => {
  const matrix = Float64Array.of(2, 1, 0, 1, 2, 1, 0, 1, 2);
  const expected = [2 + Math.SQRT2, 2, 2 - Math.SQRT2];
  for (const scale of [1e-40, 1, 1e40]) {
    const found = symmetricEigenvalues(matrix.map((v) => v * scale), 3);
    found.forEach((value, i) =>
      assert(off(value, expected[i]! * scale) < 1e-14)
    );
  }
});

Deno.test("logLikelihood() agrees with scikit-learn, far away too", () => {
  const { shares, means, factors, near, far } = values.mixture;
  const mixture = {
    dim: 3,
    shares: Float64Array.from(shares),
    means: means.map((mean: number[]) => Float64Array.from(mean)),
    factors: factors.map((factor: number[]) => Float64Array.from(factor)),
  };
  const rows = (given: PointsCase) => pointsOf(given).data;
  const close = rows({ kind: "bell", seed: 3, count: 200, dim: 3 });
  assert(off(logLikelihood(mixture, close), near) < 1e-12);
  const away = rows({ kind: "bell", seed: 4, count: 20, dim: 3, scale: 1e4 });
  assert(off(logLikelihood(mixture, away), far) < 1e-11);
});

Deno.test("modeCoverage() and inceptionScore() agree with SciPy's divergences", () => {
  const { divergence, inception } = values.classes;
  const found = modeCoverage([0, 0, 1, 1, 2], 5, [0, 1, 1, 3]);
  assert(off(found.divergence, divergence) < 1e-12);
  const logits = pointsOf({
    kind: "bell",
    seed: 5,
    count: 40,
    dim: 6,
    scale: 5,
  });
  const { value } = inceptionScore(logits.data, 6, { splits: 1 });
  assert(off(value, inception) < 1e-12);
});

Deno.test("vendiScore() agrees with NumPy", () => {
  for (const { square, score, ...given } of values.vendi) {
    assert(off(vendiScore(pointsOf(given), { square }), score) < 1e-9);
  }
});

Deno.test("quantile() agrees with NumPy, with infinite values too", () => {
  for (const { values: numbers, points } of values.quantile) {
    for (const [share, expected] of points) {
      const found = quantile(numbers.map(numberOf), share);
      assert(off(found, numberOf(expected)) < 1e-14, `${found} ${expected}`);
    }
  }
});

/** A number, or the name of one that JSON lacks. */
function numberOf(value: number | "inf" | "-inf"): number {
  if (value === "inf") return Infinity;
  return value === "-inf" ? -Infinity : value;
}

Deno.test("tQuantile() agrees with SciPy for all degrees of freedom", () => {
  for (const [share, degrees, expected] of values.t) {
    const found = tQuantile(share, degrees);
    assert(
      Math.abs(found - expected) < 1e-11 * Math.max(1, Math.abs(expected)),
      `${share} ${degrees}: ${found} ${expected}`,
    );
  }
});

Deno.test("wilson() agrees with SciPy", () => {
  for (const [hits, count, low, high] of values.wilson) {
    const found = wilson(hits, count);
    assert(Math.abs(found.low - low) < 1e-14, `${hits} of ${count}`);
    assert(Math.abs(found.high - high) < 1e-14, `${hits} of ${count}`);
  }
});
