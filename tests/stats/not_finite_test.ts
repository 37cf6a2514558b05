import assert from "node:assert/strict";
import { cholesky, semidefiniteFactor } from "../../lib/stats/cholesky.ts";
import { frechetDistance } from "../../lib/stats/frechet.ts";
import { frechetInfinity } from "../../lib/stats/frechet_infinity.ts";
import { frechetOfPoints } from "../../lib/stats/frechet_points.ts";
import {
  fitGaussianMixture,
  logLikelihood,
} from "../../lib/stats/gaussian_mixture.ts";
import { inceptionScore } from "../../lib/stats/inception_score.ts";
import { jackknifeError } from "../../lib/stats/jackknife.ts";
import { kernelDistance } from "../../lib/stats/kernel_distance.ts";
import { assignClasses } from "../../lib/stats/mode_coverage.ts";
import { moments } from "../../lib/stats/moments.ts";
import { prdc } from "../../lib/stats/prdc.ts";
import { random } from "../../lib/stats/random.ts";
import { spread } from "../../lib/stats/spread.ts";
import {
  meanSquaredDistance,
  vendiScore,
} from "../../lib/stats/vendi_score.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

const DIM = 4;

/** Points with one value in row 7, column 2 that is not like the others. */
function points(value?: number) {
  const data = random(1n, "points").normal(new Float32Array(20 * DIM));
  if (value !== undefined) data[7 * DIM + 2] = value;
  return { data, dim: DIM };
}

type Set = ReturnType<typeof points>;

const FUNCTIONS: Readonly<Record<string, (set: Set) => unknown>> = {
  kernelDistance: (set) => kernelDistance(set, points()),
  "kernelDistance of the second set": (set) => kernelDistance(points(), set),
  prdc: (set) => prdc(set, points()),
  "prdc of fakes": (set) => prdc(points(), set),
  moments: ({ data, dim }) => moments(data, dim),
  frechetOfPoints: (set) => frechetOfPoints(set, points()),
  "frechetOfPoints of few": ({ data }) =>
    frechetOfPoints({ data, dim: DIM }, {
      data: new Float32Array(3 * DIM),
      dim: DIM,
    }),
  frechetInfinity: (set) => frechetInfinity(set, points()),
  vendiScore: (set) => vendiScore(set, { square: 1 }),
  meanSquaredDistance,
  inceptionScore: ({ data }) => inceptionScore(data, DIM),
  assignClasses: ({ data }) => assignClasses(data, DIM),
  fitGaussianMixture: ({ data }) =>
    fitGaussianMixture(data, DIM, {
      components: 2,
      iterations: 3,
      ridge: 1e-3,
      seed: 0n,
    }),
  logLikelihood({ data, dim }) {
    const shares = Float64Array.of(1);
    const factor = Float64Array.from(
      { length: DIM * DIM },
      (_, i) => i % (DIM + 1) === 0 ? 1 : 0,
    );
    const means = [new Float64Array(DIM)];
    return logLikelihood({ dim, shares, means, factors: [factor] }, data);
  },
};

for (const [name, measure] of Object.entries(FUNCTIONS)) {
  for (const value of [NaN, Infinity, -Infinity]) {
    Deno.test(`${name} refuses ${value}, and names its row`, async () => {
      await useEngine("onnx");
      await assert.rejects(
        async () => await measure(points(value)),
        (error) =>
          error instanceof RangeError &&
          /got -?(NaN|Infinity) in row 7, column 2 /.test(error.message),
      );
      await measure(points());
    });
  }
}

Deno.test("functions of matrices and values name what is not finite", () => {
  const matrix = Float64Array.of(1, 0, NaN, 1);
  assert.throws(() => cholesky(matrix, 2), /got NaN in row 1, column 0/);
  assert.throws(
    () => semidefiniteFactor(matrix, 2),
    /got NaN in row 1, column 0/,
  );
  const law = {
    count: 9,
    dim: 1,
    mean: Float64Array.of(0),
    covariance: Float64Array.of(1),
  };
  assert.throws(
    () => frechetDistance(law, { ...law, mean: Float64Array.of(NaN) }),
    /got NaN in row 0, column 0 of the second mean/,
  );
  assert.throws(
    () =>
      frechetDistance({ ...law, covariance: Float64Array.of(-Infinity) }, law),
    /got -Infinity in row 0, column 0 of the first covariance/,
  );
  assert.throws(() => spread([1, NaN, 2]), /got NaN in row 1/);
  assert.throws(() => jackknifeError([1, NaN]), /got NaN at 1/);
});
