import assert from "node:assert/strict";
import { engineClass } from "../../../lib/run/machine/engine_class.ts";
import { type Gpus, gpusFor } from "../../../lib/run/machine/gpus.ts";

/** On a machine with so many GPUs. */
function ask(engine: string, asked: Gpus | undefined, gpus = 2) {
  return gpusFor(engineClass(engine), asked, () => ({ cuda: 13_000, gpus }));
}

Deno.test("without being asked a run uses the first GPU, and none on the CPU", () => {
  assert.deepEqual(ask("onnx-cuda", undefined), [0]);
  assert.deepEqual(ask("webgpu", undefined), [0]);
  assert.deepEqual(ask("onnx", undefined), []);
});

Deno.test("CUDA takes GPUs by number, twice, or all", () => {
  assert.deepEqual(ask("onnx-cuda", [1]), [1]);
  assert.deepEqual(ask("onnx-cuda-tf32", [0, 0, 1]), [0, 0, 1]);
  assert.deepEqual(ask("onnx-cuda", "all", 3), [0, 1, 2]);
  assert.throws(
    () => ask("onnx-cuda", [0, 2]),
    /Cannot use GPUs 0,2: the driver finds 2: 0, 1/,
  );
});

Deno.test("no GPU, and very many, are refused in one line", () => {
  assert.throws(
    () => ask("onnx-cuda", []),
    /Cannot use GPUs : name one at least/,
  );
  const many = Array<number>(5000).fill(7);
  assert.throws(
    () => ask("onnx-cuda", many),
    /Cannot use GPUs 7,7,7,7,7,7,7,7,…: the driver finds 2: 0, 1$/,
  );
});

Deno.test("what an engine cannot use is said", () => {
  assert.throws(
    () => ask("onnx", [0]),
    /Cannot use GPUs 0: engine 'onnx' computes on the CPU/,
  );
  assert.throws(
    () => ask("cpu", "all"),
    /Cannot use all GPUs: engine 'cpu' computes on the CPU/,
  );
  assert.deepEqual(ask("onnx-webgpu", [0, 0]), [0, 0]);
  assert.throws(
    () => ask("onnx-webgpu", [1]),
    /engine 'onnx-webgpu' takes the system's first, 0; onnx-cuda takes any/,
  );
});

Deno.test("without a driver the engine is left to say what is missing", () => {
  const cuda = engineClass("onnx-cuda");
  assert.deepEqual(gpusFor(cuda, [3], () => undefined), [3]);
  assert.deepEqual(gpusFor(cuda, "all", () => undefined), [0]);
});
