/**
 * Artifacts that were stored before codes had layouts: their bytes are the same
 * today, so that stores are read and nothing is made anew for them.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Kind } from "../../lib/dsl/kind.ts";
import { sha256 } from "../../lib/store/blobs.ts";
import { ndarray } from "../../lib/tensor/array.ts";
import {
  Encoder,
  Latents,
  type LatentSet,
  layoutOf,
  Prior,
  type PriorModel,
} from "../../stages/kinds/mod.ts";

const LATENTS: LatentSet = {
  codes: Float32Array.of(1, 2, 3, 4, 5, 6),
  count: 3,
  dim: 2,
  labels: Int32Array.of(0, 1, 0),
};
const PRIOR: PriorModel = {
  family: "normal",
  dim: 7,
  weights: {},
  facts: { parameters: 0 },
};
const ENCODER = {
  network: { input: [2], layers: [{ type: "dense", units: 1 }] },
  weights: {
    "0/kernel": ndarray(Float32Array.of(1, 2), [2, 1]),
    "0/bias": ndarray(Float32Array.of(3), [1]),
  },
  facts: { method: "pca" },
};

/** Kinds with a value, and the digest that it had then. */
const THEN: readonly (readonly [Kind, unknown, string])[] = [
  [
    Latents,
    LATENTS,
    "ca84d15bbd2479806cb84006baf49d95efca0f757bd3f19c40709e47f181dbac",
  ],
  [
    Prior,
    PRIOR,
    "c26bd7b16b78382eaa325f48da238a0276ddb5977ebef5c1fdfa7dad942170d0",
  ],
  [
    Encoder,
    ENCODER,
    "b20e7b15f638296ffe1308367320aac2c92a71e1334f16943381478ab86e0668",
  ],
];

for (const [kind, value, digest] of THEN) {
  Deno.test(`'${kind.name}' of vectors has the version and the bytes that it had`, () => {
    assert.equal(kind.version, 1);
    const bytes = kind.encode(value);
    assert.equal(sha256(bytes), digest);
    assert.equal(sha256(kind.encode(kind.decode(bytes))), digest);
  });
}

Deno.test("codes without a layout are vectors, others keep theirs", () => {
  assert.deepEqual(layoutOf(Latents.decode(Latents.encode(LATENTS))), {
    vector: 2,
  });
  const grid: LatentSet = {
    codes: new Float32Array(24),
    count: 2,
    dim: 12,
    layout: { grid: [2, 3, 2] },
  };
  const read = Latents.decode(Latents.encode(grid));
  assert.deepEqual(read.layout, grid.layout);
  assert.equal(read.dim, 12);
  const law = { ...PRIOR, dim: 12, layout: grid.layout };
  assert.deepEqual(Prior.decode(Prior.encode(law)).layout, grid.layout);
});
