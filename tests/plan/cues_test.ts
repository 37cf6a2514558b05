import assert from "node:assert/strict";
import { type CueFacts, staleness } from "../../lib/plan/cues.ts";
import type { Manifest } from "../../lib/plan/manifest.ts";

const input = { kind: "k", kindVersion: 1, digest: "1" };
const before: Manifest = {
  schema: 1,
  stage: "my.stage",
  version: 1,
  code: "old",
  config: { width: 8 },
  files: { path: "1" },
  seed: 7,
  inputs: { images: input, rows: { many: [["x", input]] } },
  outputs: { samples: "images@1" },
  numerics: "onnx/cpu",
  salt: "",
};

function texts(
  after: Partial<Manifest>,
  facts: Partial<CueFacts> = {},
): string[] {
  return staleness({
    manifest: { ...before, ...after },
    previous: before,
    forced: false,
    recorded: false,
    missing: [],
    modules: (code) =>
      code === "old"
        ? { "mine.ts": "1", "lib/foo.ts": "1" }
        : { "mine.ts": "1", "lib/foo.ts": "2", "lib/new.ts": "1" },
    ...facts,
  }).map(({ text }) => text);
}

Deno.test("staleness() names what changed since the last result", () => {
  const other = { ...input, digest: "2" };
  const cases: [Partial<Manifest>, string][] = [
    [{ config: { width: 16 } }, "config.width 8 → 16"],
    [{ config: {} }, "config.width 8 → unset"],
    [{ version: 2 }, "version of stage 'my.stage' 1 → 2"],
    [
      { code: "new" },
      "code of stage 'my.stage' changed (lib/foo.ts, lib/new.ts)",
    ],
    [{ files: { path: "2" } }, "content of path changed"],
    [{ seed: 8 }, "pipeline seed 7 → 8"],
    [
      { inputs: { ...before.inputs, images: other } },
      "input images changed",
    ],
    [
      { inputs: { ...before.inputs, rows: { many: [["x", other]] } } },
      "input rows[x] changed",
    ],
    [
      { outputs: { samples: "images@2" } },
      "kind of output samples images@1 → images@2",
    ],
    [{ numerics: "webgpu" }, "tensor arithmetic onnx/cpu → webgpu"],
    [{ salt: "again" }, "salt changed"],
    [{}, "its result was removed from the store"],
  ];
  for (const [after, text] of cases) assert.deepEqual(texts(after), [text]);
});

Deno.test("staleness() names several changes in a fixed order", () => {
  assert.deepEqual(
    texts({ seed: 8, config: { width: 9 }, version: 2 }, { forced: true }),
    [
      "forced",
      "version of stage 'my.stage' 1 → 2",
      "config.width 8 → 9",
      "pipeline seed 7 → 8",
    ],
  );
});

Deno.test("staleness() says when there was no result, or it is damaged", () => {
  assert.deepEqual(texts({}, { previous: undefined }), ["never run"]);
  assert.deepEqual(
    texts({}, { recorded: true, missing: ["samples", "log"] }),
    ["outputs missing or damaged: samples, log"],
  );
  assert.deepEqual(texts({}, { recorded: true }), []);
});

Deno.test("staleness() shortens long values", () => {
  const [text] = texts({ config: { width: "x".repeat(500) } });
  assert.ok(text!.length < 90, text!);
});
