import assert from "node:assert/strict";
import { frechetDistance } from "../../../lib/stats/frechet.ts";
import { random } from "../../../lib/stats/random.ts";
import { samplePrior } from "../../../stages/prior/work/sample.ts";
import { flow } from "../../../stages/prior/flow.ts";
import type {
  LatentSet,
  PriorModel,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { covarianceOf, meanOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const RADIUS = Math.SQRT2;

/** A thin ring of unit variances in two coordinates, and a third that nearly repeats the first. */
function ring(count: number, name: string): LatentSet {
  const stream = random(9n, name);
  const angles = stream.uniform(new Float32Array(count), 0, 2 * Math.PI);
  const noise = stream.normal(new Float32Array(2 * count));
  const codes = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const radius = RADIUS + 0.05 * noise[2 * i]!;
    const x = radius * Math.cos(angles[i]!);
    codes.set([
      x,
      radius * Math.sin(angles[i]!),
      0.9 * x + 0.4 * noise[2 * i + 1]!,
    ], 3 * i);
  }
  return { codes, count, dim: 3 };
}

function momentsOf(rows: readonly number[][]) {
  return {
    count: rows.length,
    dim: 3,
    mean: Float64Array.from(meanOf(rows)),
    covariance: Float64Array.from(covarianceOf(rows).flat()),
  };
}

const latents = ring(2000, "train");
const heldOut = ring(2000, "test");
const CONFIG = { width: 64, blocks: 2, steps: 500, batch: 256, rate: 3e-3 };
const trained = await runStage(flow, {
  inputs: { latents, heldOut },
  config: { ...CONFIG, ema: 0.99 },
});
const prior = trained.outputs.prior as PriorModel;

Deno.test("prior.flow is closer to held-out codes than the normal law is", async () => {
  const target = momentsOf(rowsOf(heldOut.codes, 3));
  const count = 2000;
  const rows = rowsOf(await samplePrior(prior, { seed: 1n, count }), 3);
  const noise = rowsOf(
    random(1n, "noise").normal(new Float32Array(3 * count)),
    3,
  );
  const found = frechetDistance(momentsOf(rows), target);
  const ofNormal = frechetDistance(momentsOf(noise), target);
  assert.ok(found < 0.05, `Fréchet distance ${found}`);
  assert.ok(found < ofNormal / 5, `${found}, of the normal law ${ofNormal}`);
  for (const [j, value] of momentsOf(rows).covariance.entries()) {
    assert.ok(Math.abs(value - target.covariance[j]!) < 0.15);
  }
});

Deno.test("prior.flow learns a law that no normal law is near", async () => {
  const count = 2000;
  const spreadOf = (codes: Float32Array) => {
    const radii = rowsOf(codes, 3).map(([x, y]) => [Math.hypot(x!, y!)]);
    return {
      mean: meanOf(radii)[0]!,
      deviation: Math.sqrt(covarianceOf(radii)[0]![0]!),
    };
  };
  const { mean, deviation } = spreadOf(
    await samplePrior(prior, { seed: 1n, count }),
  );
  // Of the normal law, radii have mean 1.25 and deviation 0.66.
  assert.ok(Math.abs(mean - RADIUS) < 0.1, `mean radius ${mean}`);
  assert.ok(deviation < 0.25, `deviation of the radius ${deviation}`);
});

Deno.test("prior.flow reports its size, its error and the same bytes again", async () => {
  const scores = trained.outputs.scores as ScoreSet;
  // Input: 3 numbers and 32 waves of time; two blocks of two layers of 64.
  const parameters = (35 * 64 + 64) + 4 * (64 * 64 + 64) + (64 * 3 + 3);
  assert.equal(scores.parameters!.value, parameters);
  // The velocity from pure noise has variance 2 a coordinate.
  const error = scores.velocityError!.value;
  assert.ok(error > 0 && error < 1.5, `error ${error}`);
  const inputs = { latents: ring(300, "train") };
  const config = { ...CONFIG, steps: 4 };
  const first = await runStage(flow, { inputs, config });
  const again = await runStage(flow, { inputs, config });
  assert.deepEqual(again.digests, first.digests);
  assert.equal((first.outputs.scores as ScoreSet).velocityError, undefined);
});
