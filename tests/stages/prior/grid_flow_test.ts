import assert from "node:assert/strict";
import { random } from "../../../lib/stats/random.ts";
import { flow } from "../../../stages/prior/flow.ts";
import type {
  LatentSet,
  PriorModel,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { samplePrior } from "../../../stages/prior/work/sample.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const [SIZE, CHANNELS] = [4, 2];
const DIM = SIZE * SIZE * CHANNELS;

/**
 * Grids of one sign each, and twice as bright on the left: a law that no product
 * of single places is.
 */
function grids(count: number, name: string): LatentSet {
  const stream = random(5n, name);
  const signs = stream.uniform(new Float32Array(count));
  const codes = stream.normal(new Float32Array(count * DIM));
  for (let i = 0; i < codes.length; i++) {
    const column = Math.floor(i / CHANNELS) % SIZE;
    const sign = signs[Math.floor(i / DIM)]! < 0.5 ? -1 : 1;
    codes[i] = 0.1 * codes[i]! + sign * (column < 2 ? 1 : 0.5);
  }
  return { codes, count, dim: DIM, layout: { grid: [SIZE, SIZE, CHANNELS] } };
}

for (const body of ["conv", "dit"]) {
  Deno.test(`prior.flow learns a law over grids with body ${body}`, async () => {
    const config = {
      body,
      size: "XS",
      steps: 300,
      batch: 64,
      rate: 2e-3,
      ema: 0.95,
      integration: 10,
    };
    const inputs = {
      latents: grids(1000, "train"),
      heldOut: grids(500, "held"),
    };
    const { outputs } = await runStage(flow, { inputs, config });
    const { prior, scores } = outputs as {
      prior: PriorModel;
      scores: ScoreSet;
    };
    assert.deepEqual(prior.layout, { grid: [SIZE, SIZE, CHANNELS] });
    // Of velocity zero: that of the codes and of noise.
    assert.ok(
      scores.velocityError!.value < 0.8,
      `${scores.velocityError!.value}`,
    );
    const count = 400;
    const drawn = await samplePrior(prior, { seed: 1n, count });
    let [agree, left, right, positive] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const row = drawn.subarray(i * DIM, (i + 1) * DIM);
      const sum = row.reduce((a, b) => a + b, 0);
      if (sum > 0) positive++;
      row.forEach((value, j) => {
        if (Math.sign(value) === Math.sign(sum)) agree++;
        if (Math.floor(j / CHANNELS) % SIZE < 2) left += Math.abs(value);
        else right += Math.abs(value);
      });
    }
    assert.ok(
      agree / drawn.length > 0.93,
      `of one sign ${agree / drawn.length}`,
    );
    assert.ok(Math.abs(positive / count - 0.5) < 0.15, `positive ${positive}`);
    assert.ok(
      Math.abs(left / right - 2) < 0.5,
      `left to right ${left / right}`,
    );
    const short = { ...config, steps: 6 };
    const whole = await runStage(flow, { inputs, config: short });
    const parts = await runStage(flow, { inputs, config: short, stopAt: 0.5 });
    assert.deepEqual(parts.digests, whole.digests);
  });
}
