import { type NdArray, ndarray, sizeOf } from "../../tensor/array.ts";
import { sessionOptions } from "../../tensor/engine.ts";
import { createSession } from "../../tensor/onnx/create_session.ts";
import { hostTensorOf } from "../../tensor/onnx/session.ts";
import { outputShape } from "./shapes.ts";
import type { Weighted } from "./run_network.ts";
import { toOnnx } from "./to_onnx.ts";

/** Images at once, the last ones filled up: the same sums for any number. */
const BATCH = 32;

/**
 * Applies a network that is never trained to many images, as one graph whose
 * weights are constants: ONNX Runtime plans it as a whole, which for many small
 * layers is twice as fast as recorded code. It runs there whatever the engine,
 * so that what judges does not depend on it.
 *
 * @param model Architecture and weights
 * @param images Bytes, `[count, height, width, channels]`
 * @param options `batch`: images at once, default 32
 * @returns `[count, …]`
 *
 * @example
 * ```ts
 * import { ndarray, useEngine } from "../../tensor/mod.ts";
 * import { runFrozen } from "./run_frozen.ts";
 *
 * await useEngine("onnx");
 * const { data } = runFrozen(
 *   { network: { input: [2, 1, 1], layers: [{ type: "globalPool" }] }, weights: {} },
 *   ndarray(Uint8Array.of(0, 255, 255, 255), [2, 2, 1, 1]),
 * );
 * console.assert(data.join() === "0,1");
 * ```
 */
export function runFrozen(
  model: Weighted,
  images: NdArray<"uint8">,
  options: { readonly batch?: number } = {},
): NdArray<"float32"> {
  const { batch = BATCH } = options;
  const [count = 0, ...shape] = images.shape;
  const size = sizeOf(shape);
  const output = outputShape(model.network);
  const width = sizeOf(output);
  const found = new Float32Array(count * width);
  const session = createSession(toOnnx(model), sessionOptions());
  try {
    for (let start = 0; start < count; start += batch) {
      const x = new Float32Array(batch * size);
      const rows = Math.min(batch, count - start);
      for (let i = 0; i < rows * size; i++) {
        x[i] = images.data[start * size + i]! / 127.5 - 1;
      }
      const { output } = session.run({
        input: hostTensorOf(x, [batch, ...shape], "float32"),
      });
      const values = output!.data as Float32Array;
      found.set(values.subarray(0, rows * width), start * width);
    }
  } finally {
    session.dispose();
  }
  return ndarray(found, [count, ...output]);
}
