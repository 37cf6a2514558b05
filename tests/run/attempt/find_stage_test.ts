import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { findStage } from "../../../lib/run/attempt/find_stage.ts";
import type { Job } from "../../../lib/run/attempt/job.ts";
import { sha256 } from "../../../lib/store/blobs.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { emit, walk } from "../../fixtures/stages.ts";

const STAGES = fileURLToPath(
  new URL("../../fixtures/stages.ts", import.meta.url),
);
const WALK = fileURLToPath(
  new URL("../../fixtures/walk_pipeline.ts", import.meta.url),
);

function job(parts: Partial<Job>): Job {
  return {
    run: "r",
    node: "n",
    stage: "test.emit",
    modules: [STAGES],
    pipeline: null,
    sources: {},
    key: "",
    config: {},
    inputs: {},
    seed: "0",
    engine: "onnx",
    threads: 1,
    directory: "/",
    store: "/",
    ...parts,
  };
}

Deno.test("findStage() takes the export of the defining module", async () => {
  assert.equal(await findStage(job({})), emit);
});

Deno.test("findStage() looks through the pipeline for one that is not exported", async () => {
  const pipeline = { file: WALK, params: {} };
  const found = await findStage(
    job({ stage: "test.walk", modules: [], pipeline }),
  );
  assert.equal(found, walk);
});

Deno.test("findStage() says what to do about a stage that is nowhere", async () => {
  await assert.rejects(
    findStage(job({ stage: "test.hidden" })),
    /no module exports its stage 'test.hidden'; export it from .*stages\.ts$/,
  );
});

Deno.test("findStage() refuses code that changed since the run was planned", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "helper.ts");
    await Deno.writeTextFile(path, "export const x = 1;");
    await assert.rejects(
      findStage(job({ sources: { [path]: "0".repeat(64) } })),
      /the code of its stage 'test.emit' changed after the run was planned/,
    );
  });
});

Deno.test("findStage() first runs what ran when the pipeline was loaded", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "pipeline.ts");
    const text = "globalThis.loadedAsPlanned = import.meta.filename;";
    await Deno.writeTextFile(path, text);
    const sources = { [path]: sha256(text) };
    await findStage(job({ loaded: [path], sources: {} }));
    assert.equal(Reflect.get(globalThis, "loadedAsPlanned"), undefined);
    await findStage(job({ loaded: [path], sources }));
    assert.equal(Reflect.get(globalThis, "loadedAsPlanned"), path);
    Reflect.deleteProperty(globalThis, "loadedAsPlanned");
  });
});
