import assert from "node:assert/strict";
import { z } from "zod";
import { defineStage } from "../../../lib/dsl/stage.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play } from "../../fixtures/run.ts";
import { Text } from "../../fixtures/stages.ts";

const NAME = "SENZAI_TEST_LANGUAGE";

const greet = defineStage({
  name: "test.greet",
  version: 1,
  summary: "Greets in the language of the environment",
  config: z.object({}),
  inputs: {},
  outputs: { text: Text },
  environment: [NAME],
  run: () => Promise.resolve({ text: Deno.env.get(NAME) ?? "none" }),
});

Deno.test("runGraph() runs a stage again when a variable that it declares has another value", async () => {
  await withFolder(async (folder) => {
    const statuses = async () => (await play(folder, greet({}))).statuses;
    try {
      assert.deepEqual(await statuses(), ["greet ran"]);
      Deno.env.set(NAME, "fr");
      assert.deepEqual(await statuses(), ["greet ran"]);
      assert.deepEqual(await statuses(), ["greet hit"]);
      Deno.env.set(NAME, "de");
      assert.deepEqual(await statuses(), ["greet ran"]);
      Deno.env.delete(NAME);
      assert.deepEqual(await statuses(), ["greet hit"]);
    } finally {
      Deno.env.delete(NAME);
    }
  });
});
