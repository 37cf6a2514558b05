import assert from "node:assert/strict";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { random } from "../../../lib/stats/random.ts";
import { affine } from "../../../stages/distance/affine.ts";
import { measureAffine } from "../../../stages/distance/work/measure_affine.ts";
import { pca } from "../../../stages/encode/pca.ts";
import type { LatentSet, ScoreSet } from "../../../stages/kinds/mod.ts";
import { shapePictures, unitRows } from "../../fixtures/images.ts";
import { meanOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";
import references from "./affine_lstsq.json" with { type: "json" };

const images = (await shapePictures({ train: 300 })).train;
const rows = unitRows(images);
const mean = meanOf(rows);
const centred = new Matrix(
  rows.map((row) => [...row].map((value, j) => value - mean[j]!)),
);
/** Eigenvalues of the covariance, from singular values. */
const spectrum = new SingularValueDecomposition(centred).diagonal
  .map((value) => value * value / (rows.length - 1));

function sumFrom(k: number): number {
  return spectrum.slice(k).reduce((sum, value) => sum + value, 0);
}

async function codesOf(dim: number): Promise<LatentSet> {
  const { outputs } = await runStage(pca, {
    inputs: { images },
    config: { dim },
  });
  return outputs.latents as LatentSet;
}

async function measure(latents: LatentSet): Promise<ScoreSet> {
  const { outputs } = await runStage(affine, { inputs: { images, latents } });
  return outputs.scores as ScoreSet;
}

function assertNear(found: number, expected: number, relative: number): void {
  assert.ok(
    Math.abs(found / expected - 1) < relative,
    `${found}, expected ${expected}`,
  );
}

Deno.test("distance.affine of principal components is the variance they leave out", async () => {
  for (const dim of [1, 4, 16]) {
    const scores = await measure(await codesOf(dim));
    assertNear(scores.affine!.value, sumFrom(dim), 1e-4);
    assertNear(scores.affineFloor!.value, sumFrom(dim), 1e-4);
    assertNear(scores.variance!.value, sumFrom(0), 1e-4);
  }
});

Deno.test("distance.affine does not see invertible affine maps of the codes", async () => {
  const latents = await codesOf(3);
  const codes = latents.codes.slice();
  for (let i = 0; i < codes.length; i += 3) {
    const [a, b, c] = [...latents.codes.subarray(i, i + 3)];
    codes.set([2 * a! - b! + 1, b! + 3 * c!, a! + b! - 5], i);
  }
  const moved = await measure({ ...latents, codes });
  assertNear(moved.affine!.value, sumFrom(3), 1e-4);
});

Deno.test("distance.affine of codes that know nothing is nearly the variance", async () => {
  const codes = random(2n, "codes").normal(new Float32Array(300 * 2));
  const scores = await measure({ codes, count: 300, dim: 2 });
  // Two random directions explain a share of about 2/299 by chance.
  assert.ok(scores.affine!.value < sumFrom(0));
  assert.ok(scores.affine!.value > 0.95 * sumFrom(0));
  assert.ok(scores.affine!.value > scores.affineFloor!.value);
});

Deno.test("distance.affine agrees with least squares", async () => {
  const codes = random(3n, "codes").normal(new Float32Array(300 * 2));
  for (let i = 0; i < 300; i++) codes[2 * i]! += 3 * rows[i]![27]!;
  const scores = await measure({ codes, count: 300, dim: 2 });
  const design = new Matrix(
    rows.map((_, i) => [1, codes[2 * i]!, codes[2 * i + 1]!]),
  );
  const targets = new Matrix(rows.map((row) => [...row]));
  const solution = new SingularValueDecomposition(design).solve(targets);
  const residual = targets.sub(design.mmul(solution));
  const error = residual.norm("frobenius") ** 2 / (rows.length - 1);
  assertNear(scores.affine!.value, error, 1e-4);
});

Deno.test("distance.affine says when codes and images are not pairs", async () => {
  await assert.rejects(
    () => measure({ codes: new Float32Array(20), count: 10, dim: 2 }),
    /expected 300 codes, got 10/,
  );
});

for (const [name, reference] of Object.entries(references)) {
  Deno.test(`distance.affine agrees with NumPy on ${name}`, async () => {
    const count = reference.pixels.length / 16;
    const { outputs } = await runStage(affine, {
      inputs: {
        images: {
          pixels: Uint8Array.from(reference.pixels),
          shape: [count, 4, 4, 1],
          classes: [],
        },
        latents: {
          codes: Float32Array.from(reference.codes),
          count,
          dim: reference.dim,
        },
      },
    });
    const scores = outputs.scores as ScoreSet;
    assert.equal(scores.rank!.value, reference.rank);
    for (const score of ["affine", "affineFloor", "variance"] as const) {
      const off = Math.abs(scores[score]!.value - reference[score]);
      assert.ok(
        off <= 1e-12 + 2e-6 * reference.variance,
        `${score} is off by ${off}`,
      );
    }
  });
}

Deno.test("distance.affine names the code that is not finite", async () => {
  const codes = random(4n, "codes").normal(new Float32Array(300 * 2));
  codes[2 * 17 + 1] = NaN;
  await assert.rejects(
    () =>
      measureAffine({
        inputs: { images, latents: { codes, count: 300, dim: 2 } },
        ctx: { engine: "onnx", threads: 1 },
      }),
    /expected finite numbers, got NaN in row 17, column 1 of the codes/,
  );
});
