import assert from "node:assert/strict";
import type { Verdict } from "../../../lib/verdict/judge.ts";
import type { ChoiceData } from "../../../stages/kinds/mod.ts";
import { decision } from "../../../stages/report/decision.ts";
import { choose } from "../../../stages/study/choose.ts";
import { runStage } from "../../fixtures/run_stage.ts";
import { madeUpStudy } from "../../fixtures/study.ts";

const GRID = {
  latents: ["gaussian", "pca", "simclr", "random"],
  widths: [2, 4, 8],
  extractors: ["pretrained", "classifier"],
};

/** gaussian reaches 120 with width 8, pca with 4, simclr just so. */
function quality(latent: string, width: number, seed: number): number {
  const by = { pca: 320, simclr: 478, gaussian: 640 }[latent] ?? 1200;
  return by / width * (1 + 0.02 * (seed % 3 - 1));
}

async function chosen(
  seeds: readonly number[],
  config: Readonly<Record<string, unknown>> = {},
): Promise<ChoiceData> {
  const { quality: rows, cost } = madeUpStudy({ ...GRID, seeds }, quality);
  const { outputs } = await runStage(choose, {
    inputs: { quality: rows, cost },
    config,
  });
  return outputs.choice as ChoiceData;
}

Deno.test("study.choose takes the arm that fresh seeds can show, and what tells it apart", async () => {
  const choice = await chosen([0, 1, 2]);
  assert.deepEqual(choice.candidate, { latent: "pca", size: 4 });
  // Half way between 80 and 160.
  assert.ok(Math.abs(choice.epsilon["fd[classifier]"]! - 120) < 1e-9);
  assert.deepEqual(choice.baseline, [2, 4, 8]);
  assert.deepEqual(choice.longer, [4]);
  assert.equal(choice.survivors.length, 5);
  assert.deepEqual(choice.survivors[0], { latent: "pca", size: 4 });
});

Deno.test("study.choose lets the better half go on after one seed", async () => {
  const { survivors, candidate } = await chosen([0], { keep: 0.34, least: 2 });
  assert.equal(survivors.length, 4);
  assert.ok(survivors.every(({ latent }) => latent !== "gaussian"));
  assert.ok(survivors.every(({ latent }) => latent !== "random"));
  assert.equal(candidate?.latent, "pca");
});

Deno.test("study.choose has no candidate where none is smaller", async () => {
  const choice = await chosen([0, 1], { epsilon: 400 });
  assert.equal(choice.candidate, null);
  assert.deepEqual([choice.baseline, choice.longer], [[], []]);
});

Deno.test("study.choose chooses as report.decision does, also when seeds were added", async () => {
  const pilot = madeUpStudy({ ...GRID, seeds: [0, 1, 2] }, quality);
  const { candidate, epsilon } = await chosen([0, 1, 2]);
  for (const looks of [[8], [8, 4]]) {
    const seeds = Array.from(
      { length: looks.length === 1 ? 8 : 12 },
      (_, i) => 100 + i,
    );
    const fresh = madeUpStudy({ ...GRID, seeds }, quality);
    const { outputs } = await runStage(decision, {
      inputs: {
        quality: pilot.quality,
        cost: pilot.cost,
        final: fresh.quality,
      },
      config: { looks },
    });
    const verdict = outputs.verdict as Verdict;
    assert.equal(verdict.candidate?.latent, candidate?.latent);
    assert.equal(verdict.candidate?.size, candidate?.size);
    assert.deepEqual(verdict.aim.epsilon, epsilon);
  }
});
