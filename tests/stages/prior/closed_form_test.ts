import assert from "node:assert/strict";
import { determinant, inverse, Matrix } from "ml-matrix";
import { random } from "../../../lib/stats/random.ts";
import { samplePrior } from "../../../stages/prior/work/sample.ts";
import type { Stage } from "../../../lib/dsl/stage.ts";
import { empirical } from "../../../stages/prior/empirical.ts";
import { gaussian } from "../../../stages/prior/gaussian.ts";
import { mixture } from "../../../stages/prior/mixture.ts";
import { normal } from "../../../stages/prior/normal.ts";
import type {
  LatentSet,
  PriorModel,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { covarianceOf, meanOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const DRAWS = 20_000;

/** Rows drawn from a prior. */
async function drawn(prior: PriorModel, count = DRAWS): Promise<number[][]> {
  return rowsOf(await samplePrior(prior, { seed: 3n, count }), prior.dim);
}

/** Correlated codes: sums and differences of uniform numbers. */
function correlated(count: number, name: string): LatentSet {
  const codes = random(5n, name).uniform(new Float32Array(count * 3), -1, 1);
  for (let i = 0; i < count; i++) {
    const [a, b, c] = codes.subarray(3 * i, 3 * i + 3) as unknown as [
      number,
      number,
      number,
    ];
    codes.set([a + 2, 2 * a + b, b - c / 2], 3 * i);
  }
  return { codes, count, dim: 3 };
}

/** Two clusters in the plane, a third of the codes in the first. */
function clusters(count: number, name: string): LatentSet {
  const codes = random(6n, name).normal(new Float32Array(count * 2));
  for (let i = 0; i < count; i++) {
    const isFirst = i % 3 === 0;
    codes[2 * i] = codes[2 * i]! * 0.2 + (isFirst ? -3 : 1);
    codes[2 * i + 1] = codes[2 * i + 1]! * 0.5 + (isFirst ? 0 : 2);
  }
  return { codes, count, dim: 2 };
}

/** Minus the mean log-density of rows under one normal law. */
function normalNll(
  rows: readonly number[][],
  mean: readonly number[],
  covariance: number[][],
): number {
  const matrix = new Matrix(covariance);
  const precision = inverse(matrix);
  const constant = mean.length * Math.log(2 * Math.PI) +
    Math.log(determinant(matrix));
  const squares = rows.map((row) => {
    const centred = Matrix.rowVector(row.map((value, j) => value - mean[j]!));
    return centred.mmul(precision).mmul(centred.transpose()).get(0, 0);
  });
  const square = squares.reduce((sum, value) => sum + value, 0) / rows.length;
  return (constant + square) / 2;
}

function assertClose(
  found: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  for (const [i, value] of found.entries()) {
    assert.ok(
      Math.abs(value - expected[i]!) < tolerance,
      `element ${i}: ${value}, expected ${expected[i]}`,
    );
  }
}

Deno.test("prior.normal draws codes with the moments of the standard normal law", async () => {
  const { outputs } = await runStage(normal, { config: { dim: 3 } });
  const rows = await drawn(outputs.prior);
  // Five standard errors: 0.035 of a mean, 0.05 of a variance.
  assertClose(meanOf(rows), [0, 0, 0], 0.035);
  assertClose(covarianceOf(rows).flat(), [1, 0, 0, 0, 1, 0, 0, 0, 1], 0.05);
  const fourth = meanOf(rows.map((row) => row.map((value) => value ** 4)));
  assertClose(fourth, [3, 3, 3], 0.35);
  const again = await drawn(outputs.prior, 5);
  assert.deepEqual(again, rows.slice(0, 5));
});

Deno.test("prior.gaussian has the codes' mean and covariance", async () => {
  const latents = correlated(2000, "train");
  const heldOut = correlated(500, "test");
  const { outputs } = await runStage(gaussian, {
    inputs: { latents, heldOut },
  });
  const rows = rowsOf(latents.codes, 3);
  const mean = meanOf(rows);
  const covariance = covarianceOf(rows, 0);
  const { weights, facts } = outputs.prior as PriorModel;
  assertClose([...weights.means!.data], mean, 1e-5);
  const factor = new Matrix(rowsOf(weights.factors!.data, 3));
  const product = factor.mmul(factor.transpose()).to2DArray();
  // The ridge of 1e-6 keeps flat laws from being singular.
  assertClose(product.flat(), covariance.flat(), 1e-5);
  assert.equal(facts.parameters, 3 + 6);
  const scores = outputs.scores as ScoreSet;
  assertClose(
    [scores.nllTrain!.value, scores.nllHeldOut!.value],
    [
      normalNll(rows, mean, covariance),
      normalNll(rowsOf(heldOut.codes, 3), mean, covariance),
    ],
    1e-4,
  );
  const codes = await drawn(outputs.prior);
  assertClose(meanOf(codes), mean, 0.04);
  assertClose(covarianceOf(codes).flat(), covariance.flat(), 0.06);
});

Deno.test("prior.mixture finds clusters and weighs them", async () => {
  const latents = clusters(1500, "train");
  const heldOut = clusters(600, "test");
  const { outputs } = await runStage(mixture, {
    inputs: { latents, heldOut },
    config: { components: 2 },
  });
  const prior = outputs.prior as PriorModel;
  const [first, second] = prior.weights.means!.data[0]! < 0 ? [0, 1] : [1, 0];
  const means = rowsOf(prior.weights.means!.data, 2);
  assertClose(means[first!]!, [-3, 0], 0.15);
  assertClose(means[second!]!, [1, 2], 0.1);
  const share = prior.weights.shares!.data[first!]!;
  assert.ok(Math.abs(share - 1 / 3) < 1e-3, `share ${share}`);
  const rows = await drawn(prior);
  const left = rows.filter(([x]) => x! < -1);
  assert.ok(Math.abs(left.length / DRAWS - 1 / 3) < 0.02);
  assertClose(covarianceOf(left).flat(), [0.04, 0, 0, 0.25], 0.03);
  const one = await runStage(gaussian, { inputs: { latents, heldOut } });
  const nll = (outputs.scores as ScoreSet).nllHeldOut!.value;
  const ofOne = (one.outputs.scores as ScoreSet).nllHeldOut!.value;
  assert.ok(nll < ofOne - 0.5, `${nll}, of one component ${ofOne}`);
  // The law that the codes were drawn from: entropies of choice and parts.
  const entropy = -Math.log(1 / 3) / 3 - 2 * Math.log(2 / 3) / 3 +
    Math.log(2 * Math.PI * Math.E) + Math.log(0.2 * 0.5);
  assert.ok(Math.abs(nll - entropy) < 0.1, `${nll}, entropy ${entropy}`);
  // Shares, two means and two covariances of three numbers.
  assert.equal(prior.facts.parameters, 1 + 4 + 6);
});

Deno.test("prior.mixture repeats itself for a seed", async () => {
  const inputs = { latents: clusters(200, "train") };
  const config = { components: 4 };
  const first = await runStage(mixture, { inputs, config });
  const again = await runStage(mixture, { inputs, config });
  assert.deepEqual(again.digests, first.digests);
  const other = await runStage(mixture, { inputs, config, seed: 2 });
  assert.notEqual(other.digests.prior, first.digests.prior);
});

Deno.test("prior.empirical draws the codes themselves, each as often", async () => {
  const latents = correlated(40, "train");
  const { outputs } = await runStage(empirical, { inputs: { latents } });
  const known = new Map(
    rowsOf(latents.codes, 3).map((row, i) => [row.join(), i]),
  );
  const counts = new Float64Array(40);
  for (const row of await drawn(outputs.prior)) {
    const at = known.get(row.join());
    assert.ok(at !== undefined, `${row} is none of the codes`);
    counts[at]!++;
  }
  const expected = DRAWS / 40;
  const statistic = counts.reduce(
    (sum, count) => sum + (count - expected) ** 2 / expected,
    0,
  );
  // 99.99 % point of χ² with 39 degrees of freedom.
  assert.ok(statistic < 80, `χ² ${statistic}`);
});

Deno.test("prior.empirical smooths with noise of the given deviation", async () => {
  const latents = correlated(40, "train");
  const { outputs } = await runStage(empirical, {
    inputs: { latents },
    config: { smoothing: 0.5 },
  });
  const plain = covarianceOf(rowsOf(latents.codes, 3), 0);
  const smooth = covarianceOf(await drawn(outputs.prior));
  assertClose(
    smooth.flat(),
    plain.flatMap((row, j) => row.map((v, k) => v + (j === k ? 0.25 : 0))),
    0.08,
  );
});

Deno.test("prior.mixture has one law for eight codes at most, and draws finite codes from few", async () => {
  const latents = correlated(20, "train");
  const { outputs } = await runStage(mixture, { inputs: { latents } });
  assert.equal((outputs.prior as PriorModel).facts.components, 2);
  const rows = await drawn(outputs.prior);
  // Round components keep the trace, which grows by the ridge alone.
  const traceOf = (covariance: readonly (readonly number[])[]) =>
    covariance.reduce((sum, row, j) => sum + row[j]!, 0);
  const wanted = traceOf(covarianceOf(rowsOf(latents.codes, 3), 0));
  const found = traceOf(covarianceOf(rows));
  assert.ok(Math.abs(found / wanted - 1) < 0.1, `${found}, ${wanted}`);
});

for (const [name, stage] of Object.entries({ empirical, gaussian, mixture })) {
  Deno.test(`prior.${name} puts independent noise after every code`, async () => {
    const latents = correlated(400, "train");
    const alone = await runStage(stage as Stage, { inputs: { latents } });
    const { outputs } = await runStage(stage as Stage, {
      inputs: { latents },
      config: { noise: 2 },
    });
    const prior = outputs.prior as PriorModel;
    assert.equal(prior.dim, 5);
    const plain = await drawn(alone.outputs.prior);
    const rows = await drawn(prior);
    // The codes are what they are without noise.
    assert.deepEqual(rows.map((row) => row.slice(0, 3)), plain);
    const covariance = covarianceOf(rows);
    assertClose(covariance[3]!.slice(3), [1, 0], 0.05);
    assertClose(covariance[4]!.slice(3), [0, 1], 0.05);
    for (const row of covariance.slice(0, 3)) {
      assertClose(row.slice(3), [0, 0], 0.08);
    }
  });
}
