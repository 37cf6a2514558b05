import assert from "node:assert/strict";
import {
  ENGINE_NAMES,
  engineClass,
  numericsOf,
} from "../../../lib/run/machine/engine_class.ts";
import { fastestEngine } from "../../../lib/tensor/engines/fastest.ts";
import { ENGINES } from "../../../lib/tensor/engines/mod.ts";

Deno.test("engineClass() says of every engine what the engine says of itself", () => {
  assert.deepEqual(
    [...ENGINE_NAMES].sort(),
    ["auto", ...ENGINES.map(({ name }) => name)].sort(),
  );
  for (const { name, numerics } of ENGINES) {
    assert.equal(engineClass(name).name, name);
    assert.equal(engineClass(name).numerics, numerics);
  }
});

Deno.test("numericsOf() takes an engine, a class, or the start of some", () => {
  assert.deepEqual(numericsOf("onnx"), ["onnx/cpu/3"]);
  assert.deepEqual(numericsOf("onnx/cpu"), ["onnx/cpu/3"]);
  assert.deepEqual(numericsOf("onnx/cuda"), [
    "onnx/cuda/float32",
    "onnx/cuda/tf32",
  ]);
  assert.deepEqual(numericsOf("onnx/cuda/tf32"), ["onnx/cuda/tf32"]);
  for (const name of ["onnx/cp", "abacus", "", "auto"]) {
    assert.throws(() => numericsOf(name), /Cannot accept results of .* one of/);
  }
});

Deno.test("fastestEngine() is CUDA's where libraries and a card are, else the CPU's", () => {
  const driver = (cuda: number, gpus: number) => () => ({ cuda, gpus });
  const folder = "/libraries";
  assert.equal(
    fastestEngine({ folder, driver: driver(13_000, 1) }),
    "onnx-cuda",
  );
  assert.equal(fastestEngine({ folder, driver: driver(13_000, 0) }), "onnx");
  assert.equal(fastestEngine({ folder, driver: driver(12_040, 1) }), "onnx");
  assert.equal(fastestEngine({ folder, driver: () => undefined }), "onnx");
  // Without libraries the driver is not even asked.
  assert.equal(
    fastestEngine({ driver: () => assert.fail("nothing to ask for") }),
    "onnx",
  );
});
