import assert from "node:assert/strict";
import {
  ENGINE_NAMES,
  engineClass,
  numericsOf,
} from "../../../lib/run/machine/engine_class.ts";
import { fastestEngine } from "../../../lib/tensor/engines/fastest.ts";

Deno.test("engineClass() tells engines by name", () => {
  for (const name of ENGINE_NAMES.filter((name) => name !== "auto")) {
    assert.equal(engineClass(name).name, name);
  }
  assert.equal(engineClass("onnx-cuda-tf32").numerics, "onnx/cuda/tf32");
  assert.throws(
    () => engineClass("abacus"),
    /^PipelineError: Cannot use engine 'abacus': expected one of auto, onnx, /,
  );
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
