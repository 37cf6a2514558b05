import { sizeOf } from "../tensor/array.ts";
import type { Layer, Network } from "./network.ts";

/** Shapes around one layer, and of the weights it owns. */
export interface LayerShapes {
  /** Shape of one input, without the batch axis. */
  readonly input: readonly number[];
  /** Shape of one output, without the batch axis. */
  readonly output: readonly number[];
  /** Shapes of the layer's own weights, by short name. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

/** Names of weights that training changes; all others are buffers. */
const TRAINED = ["kernel", "bias", "gamma", "beta"];

/**
 * Whether training changes the weight of this name, such as `"3/kernel"`.
 *
 * @example
 * ```ts
 * import { isTrained } from "./shapes.ts";
 *
 * console.assert(isTrained("4/body/0/kernel") && !isTrained("1/mean"));
 * ```
 */
export function isTrained(name: string): boolean {
  return TRAINED.includes(name.slice(name.lastIndexOf("/") + 1));
}

/**
 * Shapes around a layer.
 *
 * @throws {RangeError} when the layer does not fit its input
 *
 * @example
 * ```ts
 * import { layerShapes } from "./shapes.ts";
 *
 * const { output, weights } = layerShapes(
 *   { type: "conv", filters: 8, kernel: 3, stride: 2 },
 *   [32, 32, 1],
 * );
 * console.assert(output.join() === "16,16,8");
 * console.assert(weights.kernel!.join() === "3,3,1,8");
 * ```
 */
export function layerShapes(
  layer: Layer,
  input: readonly number[],
): LayerShapes {
  const last = input.at(-1) ?? 1;
  switch (layer.type) {
    case "onnx":
      if (input.length !== 3) throw misfit(layer, "an image", input);
      return { input, output: [layer.dim], weights: {} };
    case "flatten":
      return { input, output: [sizeOf(input)], weights: {} };
    case "reshape":
      if (sizeOf(layer.shape) !== sizeOf(input)) {
        throw misfit(layer, `${sizeOf(layer.shape)} elements`, input);
      }
      return { input, output: layer.shape, weights: {} };
    case "dense":
      if (input.length !== 1) throw misfit(layer, "a vector", input);
      return {
        input,
        output: [layer.units],
        weights: {
          kernel: [last, layer.units],
          ...(layer.bias === false ? {} : { bias: [layer.units] }),
        },
      };
    case "conv":
    case "convTranspose": {
      if (input.length !== 3) throw misfit(layer, "an image", input);
      const { filters, kernel, stride = 1 } = layer;
      const scale = (extent: number) =>
        layer.type === "conv" ? Math.ceil(extent / stride) : extent * stride;
      return {
        input,
        output: [scale(input[0]!), scale(input[1]!), filters],
        weights: {
          kernel: layer.type === "conv"
            ? [kernel, kernel, last, filters]
            : [kernel, kernel, filters, last],
          ...(layer.bias === false ? {} : { bias: [filters] }),
        },
      };
    }
    case "depthwiseConv": {
      if (input.length !== 3) throw misfit(layer, "an image", input);
      const { kernel, stride = 1 } = layer;
      return {
        input,
        output: [
          Math.ceil(input[0]! / stride),
          Math.ceil(input[1]! / stride),
          last,
        ],
        weights: {
          kernel: [kernel, kernel, last, 1],
          ...(layer.bias === false ? {} : { bias: [last] }),
        },
      };
    }
    case "resize":
      if (input.length !== 3) throw misfit(layer, "an image", input);
      return {
        input,
        output: [layer.height, layer.width, last],
        weights: {},
      };
    case "batchNorm":
      return {
        input,
        output: input,
        weights: {
          gamma: [last],
          beta: [last],
          mean: [last],
          variance: [last],
        },
      };
    case "standardize":
      return {
        input,
        output: input,
        weights: { scale: [last], shift: [last] },
      };
    case "globalPool":
      if (input.length !== 3) throw misfit(layer, "an image", input);
      return { input, output: [last], weights: {} };
    case "residual": {
      const body = outputShape({ input, layers: layer.body });
      const shortcut = outputShape({ input, layers: layer.shortcut });
      if (body.join() !== shortcut.join()) {
        throw misfit(layer, `equal branches, ${body}`, shortcut);
      }
      return { input, output: body, weights: {} };
    }
    case "concat": {
      const shapes = layer.branches.map((layers) =>
        outputShape({ input, layers })
      );
      const [first] = shapes;
      if (first === undefined) throw misfit(layer, "a branch", []);
      for (const shape of shapes) {
        if (`${shape.slice(0, -1)}` === `${first.slice(0, -1)}`) continue;
        throw misfit(layer, `[${first.slice(0, -1)}, …] of each branch`, shape);
      }
      const width = shapes.reduce((sum, shape) => sum + shape.at(-1)!, 0);
      return { input, output: [...first.slice(0, -1), width], weights: {} };
    }
    case "relu":
    case "relu6":
    case "leakyRelu":
    case "tanh":
    case "sigmoid":
    case "channelDropout":
      return { input, output: input, weights: {} };
    default:
      return layer satisfies never;
  }
}

/**
 * Shape of one output of a network, without the batch axis.
 *
 * @example
 * ```ts
 * import { outputShape } from "./shapes.ts";
 *
 * const shape = outputShape({ input: [4, 4, 2], layers: [{ type: "flatten" }] });
 * console.assert(shape.join() === "32");
 * ```
 */
export function outputShape(network: Network): readonly number[] {
  return network.layers.reduce<readonly number[]>(
    (shape, layer) => layerShapes(layer, shape).output,
    network.input,
  );
}

/** A layer with its place in a network. */
export interface PlacedLayer extends LayerShapes {
  /** Such as `"3"` or `"4/body/0"`; prefix of its weights' names. */
  readonly path: string;
  /** The layer as declared. */
  readonly layer: Layer;
}

/**
 * All layers of a network in order, those inside residual blocks and branches included.
 *
 * @example
 * ```ts
 * import { placedLayers } from "./shapes.ts";
 *
 * const placed = placedLayers({
 *   input: [2],
 *   layers: [{ type: "residual", body: [{ type: "tanh" }], shortcut: [] }],
 * });
 * console.assert(placed.map(({ path }) => path).join() === "0,0/body/0");
 * ```
 */
export function placedLayers(network: Network, prefix = ""): PlacedLayer[] {
  const placed: PlacedLayer[] = [];
  let input = network.input;
  for (const [index, layer] of network.layers.entries()) {
    const path = `${prefix}${index}`;
    const shapes = layerShapes(layer, input);
    placed.push({ path, layer, ...shapes });
    if (layer.type === "residual") {
      placed.push(
        ...placedLayers({ input, layers: layer.body }, `${path}/body/`),
        ...placedLayers({ input, layers: layer.shortcut }, `${path}/shortcut/`),
      );
    }
    if (layer.type === "concat") {
      for (const [branch, layers] of layer.branches.entries()) {
        placed.push(...placedLayers({ input, layers }, `${path}/${branch}/`));
      }
    }
    input = shapes.output;
  }
  return placed;
}

function misfit(
  layer: Layer,
  expected: string,
  got: readonly number[],
): RangeError {
  return new RangeError(
    `Cannot apply layer '${layer.type}': expected ${expected}, got [${got}]`,
  );
}
