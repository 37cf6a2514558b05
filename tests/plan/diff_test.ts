import assert from "node:assert/strict";
import { diffManifests } from "../../lib/plan/diff.ts";
import type { Manifest } from "../../lib/plan/manifest.ts";

const input = { kind: "k", kindVersion: 1, digest: "1" };
const base: Manifest = {
  schema: 1,
  stage: "s",
  version: 1,
  code: "built-in",
  config: { width: 8, sizes: [1, 2], nested: { a: 1 } },
  files: {},
  seed: null,
  inputs: { rows: { many: [["x", input], ["y", input]] }, one: input },
  outputs: { samples: "images@1" },
  numerics: null,
  salt: "",
};

function paths(after: Partial<Manifest>): string[] {
  return diffManifests(base, { ...base, ...after }).map(({ path }) =>
    path.join("/")
  );
}

Deno.test("diffManifests() finds nothing between equal manifests", () => {
  assert.deepEqual(diffManifests(base, structuredClone(base)), []);
});

Deno.test("diffManifests() names the leaves that changed", () => {
  assert.deepEqual(
    paths({
      version: 2,
      config: { width: 16, sizes: [1, 3], nested: { b: 2 } },
      seed: 1,
    }),
    [
      "config/nested/a",
      "config/nested/b",
      "config/sizes/1",
      "config/width",
      "seed",
      "version",
    ],
  );
});

Deno.test("diffManifests() names labelled inputs, and their order last", () => {
  const other = { ...input, digest: "2" };
  assert.deepEqual(
    paths({ inputs: { ...base.inputs, rows: { many: [["x", other]] } } }),
    ["inputs/rows/x/digest", "inputs/rows/y"],
  );
  const turned = { many: [["y", input], ["x", input]] } as const;
  assert.deepEqual(paths({ inputs: { ...base.inputs, rows: turned } }), [
    "inputs/rows/order/0",
    "inputs/rows/order/1",
  ]);
});

Deno.test("diffManifests() keeps both values of a changed leaf", () => {
  const config = { ...base.config, width: 16 };
  assert.deepEqual(diffManifests(base, { ...base, config }), [
    { path: ["config", "width"], before: 8, after: 16 },
  ]);
});
