import assert from "node:assert/strict";
import { z } from "zod";
import { defineStage } from "../../../lib/dsl/stage.ts";
import {
  type Measurement,
  type ScoreDefinition,
  Scores,
  type ScoreSet,
} from "../../../stages/mod.ts";
import { decision } from "../../../stages/report/decision.ts";
import { runStage } from "../../fixtures/run_stage.ts";
import { type MadeUpStudy, madeUpStudy } from "../../fixtures/study.ts";

const sharpness: ScoreDefinition = {
  name: { en: "mean gradient of samples", ja: "サンプルの平均勾配" },
  heading: { en: "sharpness", ja: "鮮明さ" },
  unit: { en: "grey levels", ja: "階調" },
  better: "higher",
  shown: "diversity",
};

const energy: ScoreDefinition = {
  name: { en: "energy to make an image", ja: "1 枚を作るエネルギー" },
  heading: { en: "mJ an image", ja: "1 枚あたり mJ" },
  unit: "J",
  scale: 1e-3,
  shown: "cost",
};

/** A stage as users write them, which says what its scores are. */
const own = defineStage({
  name: "mine.sharpness",
  version: 1,
  summary: "Measures how sharp images are",
  config: z.object({ value: z.number() }),
  inputs: {},
  outputs: { quality: Scores, cost: Scores },
  run: ({ config: { value } }) =>
    Promise.resolve({
      quality: { "sharpness[edges]": { value, ...sharpness } },
      cost: { energy: { value: value / 1000, ...energy } },
    }),
});

const GRID = { latents: ["gaussian", "pca"], widths: [2, 4], seeds: [0, 1] };

/** A study with a row of `own` joined to every one of the same label. */
async function study(): Promise<MadeUpStudy> {
  const made = madeUpStudy(GRID, (_, width, seed) => 640 / width + seed);
  const { outputs } = await runStage(own, { config: { value: 7 } });
  const joined = (rows: Readonly<Record<string, ScoreSet>>, more: ScoreSet) =>
    Object.fromEntries(
      Object.entries(rows).map(([label, row]) => [label, { ...row, ...more }]),
    );
  return {
    ...made,
    quality: joined(made.quality, outputs.quality),
    cost: joined(made.cost, outputs.cost),
  };
}

async function pageOf(
  inputs: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { outputs } = await runStage(decision, { inputs, config });
  return outputs.page;
}

function added(
  rows: Readonly<Record<string, ScoreSet>>,
  id: string,
  scoreOf: (label: string) => Measurement,
) {
  return Object.fromEntries(
    Object.entries(rows).map((
      [label, row],
    ) => [label, { ...row, [id]: scoreOf(label) }]),
  );
}

Deno.test("report.decision shows a score that a stage of one's own declares", async () => {
  const page = await pageOf({ ...await study() });
  assert.ok(page.includes(
    '<th title="mean gradient of samples, grey levels; higher is better">sharpness[edges]; higher is better</th>',
  ));
  assert.match(
    page,
    /<dt>sharpness<\/dt>\s*<dd>mean gradient of samples, grey levels; higher is better<\/dd>/,
  );
  assert.match(
    page,
    /<th title="energy to make an image, J">mJ an image<\/th>/,
  );
  // Seven thousandths of a joule.
  assert.match(
    page,
    /<td>1,600<\/td>\s*<td>4<\/td>\s*<td>0\.04<\/td>\s*<td>7</,
  );
});

Deno.test("report.decision shows it in Japanese", async () => {
  const page = await pageOf({ ...await study() }, { language: "ja" });
  assert.ok(page.includes("鮮明さ[edges]（高いほど良い）</th>"));
  assert.match(page, /サンプルの平均勾配（階調）（高いほど良い）<\/dd>/);
  assert.ok(page.includes(">1 枚あたり mJ</th>"));
});

Deno.test("report.decision rests on a score that is declared to lead", async () => {
  const { quality, ...rest } = await study();
  const leading: ScoreDefinition = {
    name: { en: "distance of mine", ja: "自前の距離" },
    better: "lower",
    leads: true,
  };
  const page = await pageOf({
    ...rest,
    quality: added(quality, "mine[eyes]", (label) => ({
      value: 900 / Number(/width=(\d+)/.exec(label)![1]),
      ...leading,
    })),
  });
  assert.match(page, /mine\[eyes\]; lower is better\. Points are means/);
  assert.match(page, /<dt>mine<\/dt>\s*<dd>distance of mine; lower is better</);
});

Deno.test("report.decision counts a training as failed by a declared flag, and tells its share", async () => {
  const made = await study();
  const stuck: ScoreDefinition = {
    name: { en: "1 where training got stuck", ja: "学習が進まなければ 1" },
    heading: { en: "stuck", ja: "停滞" },
    form: "flag",
    shown: "training",
    fails: true,
  };
  const flops = added(made.training, "trainingFlops", () => ({ value: 2e9 }));
  const training = added(flops, "stuck", (label) => ({
    value: label === "latent=pca,width=2,seed=1" ? 1 : 0,
    ...stuck,
  }));
  const page = await pageOf({ ...made, training });
  assert.match(page, /1 of 8 trainings diverged or collapsed/);
  assert.match(page, /<th title="1 where training got stuck">stuck<\/th>/);
  assert.match(page, /<td>1 \/ 2<\/td>/);
});

Deno.test("report.decision charts a declared distance with its floor, and no other facts", async () => {
  const made = await study();
  const far: ScoreDefinition = {
    name: { en: "how far it is", ja: "遠さ" },
    shown: "distance",
    floor: "near[…]",
  };
  const fact: ScoreDefinition = { name: { en: "a fact", ja: "事実" } };
  const distance = added(
    added(made.distance, "far[8]", () => ({ value: 3, ...far })),
    "fact[8]",
    () => ({ value: 1, ...fact }),
  );
  const floor = { "near[8]": { value: 1.5 } };
  const bare = await pageOf({ ...made, distance });
  const page = await pageOf({ ...made, distance, floor });
  assert.ok(page.includes('data: far[8]">'));
  assert.ok(!page.includes('data: fact[8]">'));
  const dashes = (text: string) =>
    text.match(/stroke-dasharray="4,4"/g)?.length;
  assert.ok(dashes(page)! > dashes(bare)!);
  assert.doesNotMatch(page, /Critics of width 8/);
});

Deno.test("report.decision shows what a definition says as text", async () => {
  const { quality, ...rest } = await study();
  const evil = `<img src=x onerror="alert('1')">`;
  const words = { en: evil, ja: evil };
  const page = await pageOf({
    ...rest,
    quality: added(quality, evil, () => ({
      value: 1,
      name: words,
      heading: words,
      unit: evil,
      shown: "diversity",
    })),
  });
  assert.doesNotMatch(page, /<img src=x|onerror="/);
  assert.ok(page.includes("&lt;img src=x onerror=&quot;"));
});
