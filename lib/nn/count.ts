import { sizeOf } from "../tensor/array.ts";
import type { Network } from "./network.ts";
import { isTrained, placedLayers } from "./shapes.ts";

/**
 * Number of trained parameters of a network.
 *
 * @example
 * ```ts
 * import { countParameters } from "./count.ts";
 *
 * const count = countParameters({
 *   input: [8],
 *   layers: [{ type: "dense", units: 4 }],
 * });
 * console.assert(count === 8 * 4 + 4);
 * ```
 */
export function countParameters(network: Network): number {
  let count = 0;
  for (const { weights } of placedLayers(network)) {
    for (const [name, shape] of Object.entries(weights)) {
      if (isTrained(name)) count += sizeOf(shape);
    }
  }
  return count;
}

/**
 * Floating-point operations of one forward pass for one input. A multiply-add
 * counts as two; normalisation, bias and activation as one or two an element.
 *
 * @example
 * ```ts
 * import { countFlops } from "./count.ts";
 *
 * const flops = countFlops({
 *   input: [8],
 *   layers: [{ type: "dense", units: 4, bias: false }],
 * });
 * console.assert(flops === 2 * 8 * 4);
 * ```
 */
export function countFlops(network: Network): number {
  let flops = 0;
  for (const { layer, input, output, weights } of placedLayers(network)) {
    const elements = sizeOf(output);
    switch (layer.type) {
      case "dense":
        flops += 2 * sizeOf(weights.kernel!);
        break;
      case "conv":
      case "depthwiseConv":
        flops += 2 * sizeOf(weights.kernel!) * output[0]! * output[1]!;
        break;
      case "convTranspose":
        flops += 2 * sizeOf(weights.kernel!) * input[0]! * input[1]!;
        break;
      case "batchNorm":
      case "standardize":
      case "leakyRelu":
      case "relu6":
        flops += 2 * elements;
        break;
      case "resize":
        flops += resizeFlops(input, output);
        break;
      case "globalPool":
        flops += sizeOf(input);
        break;
      case "relu":
      case "tanh":
      case "sigmoid":
      case "residual":
        flops += elements;
        break;
      case "flatten":
      case "reshape":
      case "concat":
      case "channelDropout":
      // What an imported network does is not known.
      case "onnx":
        break;
      default:
        layer satisfies never;
    }
    if (weights.bias !== undefined) flops += elements;
  }
  return flops;
}

/** Columns first, then rows; of each sum, only the taps that are not zero. */
function resizeFlops(
  [height, width, channels]: readonly number[],
  output: readonly number[],
): number {
  const taps = (from: number, to: number) => 2 * Math.max(1, from / to);
  const [rows, columns] = output as [number, number];
  return 2 * channels! * columns *
    (height! * taps(width!, columns) + rows * taps(height!, rows));
}
