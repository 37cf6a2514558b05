import assert from "node:assert/strict";
import type { Stage } from "../../lib/dsl/stage.ts";
import { dataScores } from "../../stages/data/scores.ts";
import { distanceScores } from "../../stages/distance/scores.ts";
import { encodeScores } from "../../stages/encode/scores.ts";
import { generateScores } from "../../stages/generate/scores.ts";
import { Scores, type ScoreSet } from "../../stages/kinds/mod.ts";
import { priorScores } from "../../stages/prior/scores.ts";
import type { ScoreDefinition } from "../../stages/score/definition.ts";
import { diversity } from "../../stages/score/diversity.ts";
import { frechet } from "../../stages/score/frechet.ts";
import { inception } from "../../stages/score/inception.ts";
import { kernel } from "../../stages/score/kernel.ts";
import { modes } from "../../stages/score/modes.ts";
import { prdc } from "../../stages/score/prdc.ts";
import { scoreScores } from "../../stages/score/scores.ts";
import {
  definitionOf,
  floorOf,
  scoreDefinitions,
} from "../../stages/scores.ts";
import { cloud } from "../fixtures/features.ts";
import { runStage } from "../fixtures/run_stage.ts";

Deno.test("every id is defined by one family", () => {
  const families = [
    dataScores,
    distanceScores,
    encodeScores,
    generateScores,
    priorScores,
    scoreScores,
  ];
  const ids = families.flatMap((family) => Object.keys(family));
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(Object.keys(scoreDefinitions).length, ids.length);
});

Deno.test("definitions have Japanese words for English ones", () => {
  for (const [id, { name, heading }] of Object.entries(scoreDefinitions)) {
    for (const words of [name, heading ?? name]) {
      assert.match(words.ja, /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u, id);
      assert.doesNotMatch(words.en, /[^\p{sc=Latin}\p{sc=Common}]/u, id);
    }
  }
});

const SCORERS: readonly Stage[] = [
  diversity,
  frechet,
  inception,
  kernel,
  modes,
  prdc,
];
for (const stage of SCORERS) {
  Deno.test(`${stage.spec.name} measures what is defined, with its unit and direction`, async () => {
    const inputs = { samples: cloud("fake"), reference: cloud("real") };
    const { outputs } = await runStage(stage, { inputs });
    const scores = Object.entries(outputs.scores as ScoreSet);
    assert.ok(scores.length > 0);
    for (const [id, { better, unit }] of scores) {
      const definition = definitionOf(id);
      assert.ok(definition, id);
      assert.equal(better, definition.better, id);
      const { unit: defined } = definition;
      const word = typeof defined === "object" ? defined.en : defined;
      if (unit !== undefined) assert.equal(unit, word, id);
    }
  });
}

Deno.test("definitionOf() tells scores apart that share a beginning", () => {
  const failing = (id: string) => definitionOf(id)?.fails;
  assert.equal(failing("collapsed"), true);
  assert.equal(failing("collapsed[classifier]"), undefined);
  assert.equal(failing("diverged"), true);
  assert.equal(failing("diverged[16]"), undefined);
  assert.equal(definitionOf("coverage"), definitionOf("coverage[any]"));
  assert.equal(definitionOf("fd[classifier]")?.better, "lower");
  for (const id of ["fd[classifier] floor", "sharpness", "constructor", ""]) {
    assert.equal(definitionOf(id), undefined, id);
  }
});

Deno.test("definitionOf() goes by what a stage says, whatever is listed", () => {
  const name = { en: "my own", ja: "自前" };
  const found = definitionOf("fd[classifier]", { name, better: "higher" });
  assert.deepEqual(found, { name, better: "higher" });
});

Deno.test("floorOf() knows the floors of critics, and others by their name", () => {
  assert.equal(
    floorOf("fd[random]", definitionOf("fd[random]")),
    "fd[random] floor",
  );
  const critics = definitionOf("adversarial[16]");
  assert.equal(floorOf("adversarial[16]", critics), "noiseFloor[16]");
  assert.equal(floorOf("mine"), "mine floor");
});

Deno.test("scores that were stored before definitions came are read as they were", () => {
  const stored =
    '{"fd[classifier]":{"value":3,"low":2,"high":4,"better":"lower"},"x":{"value":1,"unit":"ms"}}';
  const scores = Scores.decode(new TextEncoder().encode(stored));
  assert.deepEqual(scores, JSON.parse(stored));
  assert.equal(new TextDecoder().decode(Scores.encode(scores)).trim(), stored);
});

Deno.test("scores with definitions that no page could show are refused", () => {
  const encode = (definition: unknown) => () =>
    Scores.encode({ x: { value: 1, ...definition as ScoreDefinition } });
  const name = { en: "x", ja: "x" };
  encode({ name, shown: "cost", form: "whole" })();
  assert.throws(
    encode({ name: { en: "x" } }),
    /Cannot store 'scores': the definition of 'x' does not fit: name has no 'ja'/,
  );
  assert.throws(encode({ name: "x" }), /name has no 'en'/);
  assert.throws(encode({ name, heading: null }), /heading has no 'en'/);
  assert.throws(
    encode({ name, shown: "top" }),
    /shown is 'top': expected one of quality, diversity, distance, cost, training/,
  );
  assert.throws(
    encode({ name, form: "hex" }),
    /form is 'hex': expected one of/,
  );
});
