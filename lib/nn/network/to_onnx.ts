import { exportFunction } from "../../tensor/export_function.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { applyNetwork } from "./apply.ts";
import type { Weighted } from "./run_network.ts";

const WEIGHT = "w/";

/**
 * A network with its weights as one ONNX file (opset 17), for inference in any
 * program: input `input` and output `output`, float32, `[batch, …]` with any
 * batch; images are `[batch, height, width, channels]` in [−1, 1]. Batch norm
 * uses its kept moments, and nothing is dropped.
 *
 * Source: https://onnx.ai/onnx/operators/
 *
 * @returns Bytes of the file
 *
 * @example
 * ```ts
 * import { ndarray } from "../../tensor/array.ts";
 * import { toOnnx } from "./to_onnx.ts";
 *
 * const bytes = toOnnx({
 *   network: { input: [2], layers: [{ type: "dense", units: 1, bias: false }] },
 *   weights: { "0/kernel": ndarray(Float32Array.of(1, 2), [2, 1]) },
 * });
 * console.assert(bytes.length > 0);
 * ```
 */
export function toOnnx({ network, weights }: Weighted): Uint8Array {
  if (network.layers[0]?.type === "onnx") {
    throw new RangeError(
      "Cannot export a network from an ONNX file: the file is there already",
    );
  }
  return exportFunction(
    { input: network.input, ...network.given },
    withPrefix(WEIGHT, weights),
    ({ input, ...tensors }) =>
      applyNetwork(network, underPrefix(WEIGHT, tensors), input!, {
        given: tensors,
      }).output,
  );
}
