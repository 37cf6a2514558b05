import { leaf, Value } from "../tensor/onnx/value.ts";
import {
  record,
  reshape,
  scalar,
  transpose,
  unary,
} from "../tensor/onnx/record.ts";
import { writeModel } from "../tensor/onnx/model.ts";
import type { NdArray } from "../tensor/array.ts";
import type { Layer } from "./network.ts";
import { resizeMatrix } from "./resize.ts";
import type { Weighted } from "./run_network.ts";
import { outputShape } from "./shapes.ts";

/** Stands for any number of inputs at a time. */
const BATCH = -1;
/** Old enough for the `onnx` of Debian 12; a mean's axes are an attribute in it. */
const OPSET = 17;
const EPSILON = 1e-5;
const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];

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
 * import { ndarray } from "../tensor/array.ts";
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
  const input = new Value([BATCH, ...network.input], "float32");
  const start = network.input.length === 3 ? transpose(input, TO_NCHW) : input;
  const graph = new Graph(weights);
  const end = graph.layers(network.layers, start, {
    prefix: "",
    shape: network.input,
  });
  const output = end.rank === 4 ? transpose(end, TO_NHWC) : end;
  return writeModel(new Map([["output", output]]), {
    inputs: new Map([[input, "input"]]),
    opset: OPSET,
  });
}

/** Builds operators from layers; images are `[batch, channels, height, width]`. */
class Graph {
  readonly #weights: Weighted["weights"];

  constructor(weights: Weighted["weights"]) {
    this.#weights = weights;
  }

  layers(
    layers: readonly Layer[],
    x: Value,
    at: { readonly prefix: string; readonly shape: readonly number[] },
  ): Value {
    let { shape } = at;
    for (const [index, layer] of layers.entries()) {
      const output = outputShape({ input: shape, layers: [layer] });
      x = this.#layer(layer, x, {
        path: `${at.prefix}${index}`,
        input: shape,
        output,
      });
      shape = output;
    }
    return x;
  }

  #layer(
    layer: Layer,
    x: Value,
    { path, input, output }: {
      readonly path: string;
      readonly input: readonly number[];
      readonly output: readonly number[];
    },
  ): Value {
    switch (layer.type) {
      case "onnx":
        throw new RangeError(
          "Cannot export a network from an ONNX file: the file is there already",
        );
      case "flatten":
      case "reshape": {
        // Rows are in the order of channels last.
        const rows = x.rank === 4 ? transpose(x, TO_NHWC) : x;
        const shaped = reshape(rows, [BATCH, ...output]);
        return output.length === 3 ? transpose(shaped, TO_NCHW) : shaped;
      }
      case "dense":
        return record("Gemm", [
          x,
          this.#leaf(`${path}/kernel`),
          this.#optional(`${path}/bias`),
        ], { shape: [BATCH, ...output], type: "float32" });
      case "conv":
        return record("Conv", [
          x,
          this.#channelsFirst(`${path}/kernel`),
          this.#optional(`${path}/bias`),
        ], {
          ...imageOf(output),
          attributes: {
            strides: [layer.stride ?? 1, layer.stride ?? 1],
            auto_pad: "SAME_UPPER",
          },
        });
      case "convTranspose": {
        const { kernel, stride = 1 } = layer;
        const total = Math.max(0, kernel - stride);
        const before = Math.floor(total / 2);
        const missing = Math.max(0, stride - kernel);
        return record("ConvTranspose", [
          x,
          this.#channelsFirst(`${path}/kernel`),
          this.#optional(`${path}/bias`),
        ], {
          ...imageOf(output),
          attributes: {
            strides: [stride, stride],
            pads: [before, before, total - before, total - before],
            output_padding: [missing, missing],
          },
        });
      }
      case "depthwiseConv": {
        const channels = output[2]!;
        return record("Conv", [
          x,
          this.#channelsFirst(`${path}/kernel`, [channels, 1]),
          this.#optional(`${path}/bias`),
        ], {
          ...imageOf(output),
          attributes: {
            strides: [layer.stride ?? 1, layer.stride ?? 1],
            auto_pad: "SAME_UPPER",
            group: channels,
          },
        });
      }
      case "resize": {
        const [height, width, channels] = input as [number, number, number];
        const along = (from: number, to: number) =>
          leaf(resizeMatrix(from, to), [to, from], "float32");
        const rows = record("MatMul", [along(height, layer.height), x], {
          shape: [BATCH, channels, layer.height, width],
          type: "float32",
        });
        const columns = transpose(along(width, layer.width), [1, 0]);
        return record("MatMul", [rows, columns], imageOf(output));
      }
      case "batchNorm":
        return record("BatchNormalization", [
          x,
          ...["gamma", "beta", "mean", "variance"].map((name) =>
            this.#leaf(`${path}/${name}`)
          ),
        ], {
          shape: x.shape,
          type: "float32",
          attributes: { epsilon: { float: EPSILON } },
        });
      case "standardize": {
        const along = x.rank === 4 ? [input.at(-1)!, 1, 1] : [input.at(-1)!];
        const scaled = record("Mul", [
          x,
          this.#leaf(`${path}/scale`, along),
        ], { shape: x.shape, type: "float32" });
        return record("Add", [
          scaled,
          this.#leaf(`${path}/shift`, along),
        ], { shape: x.shape, type: "float32" });
      }
      case "relu":
        return unary("Relu", x);
      case "relu6":
        return record("Clip", [x, scalar(0, "float32"), scalar(6, "float32")], {
          shape: x.shape,
          type: "float32",
        });
      case "leakyRelu":
        return unary("LeakyRelu", x, { alpha: { float: layer.slope } });
      case "tanh":
        return unary("Tanh", x);
      case "sigmoid":
        return unary("Sigmoid", x);
      case "globalPool":
        return record("ReduceMean", [x], {
          shape: [BATCH, ...output],
          type: "float32",
          attributes: { axes: [2, 3], keepdims: 0 },
        });
      case "channelDropout":
        return x;
      case "residual": {
        const branch = (name: "body" | "shortcut") =>
          this.layers(layer[name], x, {
            prefix: `${path}/${name}/`,
            shape: input,
          });
        const body = branch("body");
        return record("Add", [body, branch("shortcut")], {
          shape: body.shape,
          type: "float32",
        });
      }
      case "concat": {
        const branches = layer.branches.map((layers, branch) =>
          this.layers(layers, x, {
            prefix: `${path}/${branch}/`,
            shape: input,
          })
        );
        return record("Concat", branches, {
          ...(output.length === 3
            ? imageOf(output)
            : { shape: [BATCH, ...output], type: "float32" as const }),
          attributes: { axis: output.length === 3 ? 1 : output.length },
        });
      }
      default:
        throw new RangeError(`Cannot export layer '${layer.type}' to ONNX`);
    }
  }

  #leaf(name: string, shape?: readonly number[]): Value {
    const array = this.#weights[name]!;
    return leaf(array.data as Float32Array, shape ?? array.shape, "float32");
  }

  #optional(name: string): Value | undefined {
    return this.#weights[name] === undefined ? undefined : this.#leaf(name);
  }

  /**
   * A convolution's kernel `[h, w, a, b]` as `[b, a, h, w]`.
   *
   * @param as `[b, a]`, where the channels are to be parted in another way
   */
  #channelsFirst(name: string, as?: readonly [number, number]): Value {
    const { data, shape } = this.#weights[name]! as NdArray<"float32">;
    const [height, width] = shape as [number, number, number, number];
    const [b, a] = as ?? [shape[3]!, shape[2]!];
    const moved = new Float32Array(data.length);
    let at = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let i = 0; i < a; i++) {
          for (let o = 0; o < b; o++) {
            moved[((o * a + i) * height + y) * width + x] = data[at++]!;
          }
        }
      }
    }
    return leaf(moved, [b, a, height, width], "float32");
  }
}

function imageOf([height, width, channels]: readonly number[]) {
  return {
    shape: [BATCH, channels!, height!, width!],
    type: "float32" as const,
  };
}
