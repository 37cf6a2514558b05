import assert from "node:assert/strict";
import { type Manifest, manifestKey } from "../../lib/plan/manifest.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

function manifest(changes: Partial<Manifest> = {}): Manifest {
  return {
    schema: 1,
    stage: "score.frechet",
    version: 1,
    code: "built-in",
    config: { width: 8 },
    files: {},
    seed: null,
    inputs: {
      left: { kind: "latents", kindVersion: 1, digest: A },
      right: { kind: "latents", kindVersion: 1, digest: B },
    },
    outputs: { samples: "images@1" },
    numerics: null,
    salt: "",
    ...changes,
  };
}

// Users' caches hang on this value, which a program in another language gave
// too: a change means that every store is void, and needs a new MANIFEST_SCHEMA.
Deno.test("manifestKey() is pinned", () => {
  assert.equal(
    manifestKey(manifest()),
    "19c1e4af08ff9c5781a0b21883e6dc151470e90d9d70e37d1b059152d3eea5f8",
  );
});

Deno.test("manifestKey() changes when two inputs are swapped", () => {
  const { left, right } = manifest().inputs;
  const swapped = manifest({ inputs: { left: right!, right: left! } });
  assert.notEqual(manifestKey(swapped), manifestKey(manifest()));
});

Deno.test("manifestKey() does not depend on the order of slots or fields", () => {
  const { left, right } = manifest().inputs;
  const reordered = manifest({ inputs: { right: right!, left: left! } });
  assert.equal(manifestKey(reordered), manifestKey(manifest()));
});

Deno.test("manifestKey() depends on every part of a manifest", () => {
  const input = { kind: "latents", kindVersion: 1, digest: A };
  const variants: Manifest[] = [
    manifest(),
    manifest({ schema: 2 }),
    manifest({ stage: "score.frechet1", version: 1 }),
    manifest({ version: 2 }),
    manifest({ code: A }),
    manifest({ config: { width: 16 } }),
    manifest({ config: { width: "8" } }),
    manifest({ config: {} }),
    manifest({ config: {}, files: { width: 8 } }),
    manifest({ seed: 0 }),
    manifest({ numerics: "onnx/cpu" }),
    manifest({ salt: "onnx/cpu" }),
    manifest({ outputs: { samples: "images@2" } }),
    manifest({ outputs: { images: "images@1" } }),
    manifest({ outputs: {} }),
    manifest({ inputs: { left: input } }),
    manifest({ inputs: { left: { ...input, kind: "images" } } }),
    manifest({ inputs: { left: { ...input, kindVersion: 2 } } }),
    manifest({ inputs: { left: { ...input, digest: B } } }),
    manifest({ inputs: { left: { many: [["x", input]] } } }),
    manifest({ inputs: { left: { many: [["y", input]] } } }),
    manifest({ inputs: { left: { many: [["x", input], ["y", input]] } } }),
    manifest({ inputs: { left: { many: [["y", input], ["x", input]] } } }),
  ];
  assert.equal(new Set(variants.map(manifestKey)).size, variants.length);
});
