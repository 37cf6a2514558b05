import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, EPSILON } from "./batch_norm.ts";
import type { Layer, Network } from "./network.ts";
import { resizeImages } from "./resize.ts";
import { layerShapes } from "./shapes.ts";
import * as smooth from "./smooth.ts";

/** Tensors by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Fraction of the batch statistics that enters the moving ones each step. */
export const MOMENTUM = 0.1;

/** How to apply a network. */
export interface ApplyOptions {
  /** Batch statistics instead of moving ones, and dropout. Default false. */
  readonly training?: boolean;
  /**
   * Masks of `channelDropout` layers by path, `[batch, channels]`, already
   * divided by the probability of keeping; without one a layer drops nothing.
   */
  readonly masks?: Tensors;
  /** Second derivatives are needed, as gradient penalties do. Default false. */
  readonly twice?: boolean;
}

/** What applying a network gives. */
export interface Applied {
  /** `[batch, …]`. */
  readonly output: tf.Tensor;
  /** Input of the last dense layer, `[batch, units]`, when there is one. */
  readonly features: tf.Tensor | undefined;
  /** New values of buffers, by name; empty unless training. */
  readonly updates: Tensors;
}

interface Pass {
  readonly weights: Tensors;
  readonly training: boolean;
  readonly masks: Tensors;
  readonly twice: boolean;
  readonly updates: Record<string, tf.Tensor>;
  features: tf.Tensor | undefined;
}

/**
 * Applies a network to a batch.
 *
 * @param network The architecture
 * @param weights Its weights by name, as {@linkcode initNetwork} gives them
 * @param input `[batch, …network.input]`
 * @throws {RangeError} when a weight is missing
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { applyNetwork } from "./apply.ts";
 *
 * await useEngine("cpu");
 * const { output } = applyNetwork(
 *   { input: [2], layers: [{ type: "dense", units: 1, bias: false }] },
 *   { "0/kernel": tf.tensor2d([[1], [10]]) },
 *   tf.tensor2d([[3, 4]]),
 * );
 * console.assert(output.dataSync()[0] === 43);
 * ```
 */
export function applyNetwork(
  network: Network,
  weights: Tensors,
  input: tf.Tensor,
  options: ApplyOptions = {},
): Applied {
  const pass: Pass = {
    weights,
    training: options.training ?? false,
    masks: options.masks ?? {},
    twice: options.twice ?? false,
    updates: {},
    features: undefined,
  };
  const output = applyLayers(network, input, "", pass);
  return { output, features: pass.features, updates: pass.updates };
}

function applyLayers(
  network: Network,
  input: tf.Tensor,
  prefix: string,
  pass: Pass,
): tf.Tensor {
  let x = input;
  let shape = network.input;
  for (const [index, layer] of network.layers.entries()) {
    const { output } = layerShapes(layer, shape);
    x = applyLayer(layer, x, output, `${prefix}${index}`, pass);
    shape = output;
  }
  return x;
}

function applyLayer(
  layer: Layer,
  x: tf.Tensor,
  output: readonly number[],
  path: string,
  pass: Pass,
): tf.Tensor {
  const batch = x.shape[0]!;
  switch (layer.type) {
    case "onnx":
      throw new RangeError(
        "Cannot train through a network from an ONNX file: it encodes images only",
      );
    case "flatten":
    case "reshape":
      return tf.reshape(x, [batch, ...output]);
    case "dense":
      pass.features = x;
      return addBias(
        tf.matMul(
          x as tf.Tensor2D,
          weight(pass, path, "kernel") as tf.Tensor2D,
        ),
        layer,
        path,
        pass,
      );
    case "conv":
      return addBias(
        tf.conv2d(
          x as tf.Tensor4D,
          weight(pass, path, "kernel") as tf.Tensor4D,
          layer.stride ?? 1,
          "same",
        ),
        layer,
        path,
        pass,
      );
    case "convTranspose":
      return addBias(
        tf.conv2dTranspose(
          x as tf.Tensor4D,
          weight(pass, path, "kernel") as tf.Tensor4D,
          [batch, output[0]!, output[1]!, output[2]!],
          layer.stride ?? 1,
          "same",
        ),
        layer,
        path,
        pass,
      );
    case "depthwiseConv":
      return addBias(
        tf.depthwiseConv2d(
          x as tf.Tensor4D,
          weight(pass, path, "kernel") as tf.Tensor4D,
          layer.stride ?? 1,
          "same",
        ),
        layer,
        path,
        pass,
      );
    case "resize":
      return resizeImages(x as tf.Tensor4D, [layer.height, layer.width]);
    case "batchNorm":
      return applyBatchNorm(x, path, pass);
    case "standardize":
      return tf.add(
        tf.mul(x, weight(pass, path, "scale")),
        weight(pass, path, "shift"),
      );
    case "relu":
      return tf.relu(x);
    case "relu6":
      return tf.relu6(x);
    case "leakyRelu":
      return smooth.leakyRelu(x, layer.slope);
    case "tanh":
      return pass.twice ? smooth.tanh(x) : tf.tanh(x);
    case "sigmoid":
      return pass.twice ? smooth.sigmoid(x) : tf.sigmoid(x);
    case "globalPool":
      return tf.mean(x, [1, 2]);
    case "channelDropout":
      return dropChannels(x, path, pass);
    case "residual": {
      const input = x.shape.slice(1);
      const body = { input, layers: layer.body };
      const shortcut = { input, layers: layer.shortcut };
      return tf.add(
        applyLayers(body, x, `${path}/body/`, pass),
        applyLayers(shortcut, x, `${path}/shortcut/`, pass),
      );
    }
    case "concat": {
      const input = x.shape.slice(1);
      return tf.concat(
        layer.branches.map((layers, branch) =>
          applyLayers({ input, layers }, x, `${path}/${branch}/`, pass)
        ),
        -1,
      );
    }
    default:
      return layer satisfies never;
  }
}

function weight(pass: Pass, path: string, name: string): tf.Tensor {
  const found = pass.weights[`${path}/${name}`];
  if (found === undefined) {
    throw new RangeError(
      `Cannot apply a network: weight '${path}/${name}' is missing`,
    );
  }
  return found;
}

function addBias(
  x: tf.Tensor,
  { bias }: { readonly bias?: boolean },
  path: string,
  pass: Pass,
): tf.Tensor {
  return bias === false ? x : tf.add(x, weight(pass, path, "bias"));
}

function applyBatchNorm(x: tf.Tensor, path: string, pass: Pass): tf.Tensor {
  const gamma = weight(pass, path, "gamma");
  const beta = weight(pass, path, "beta");
  const movingMean = weight(pass, path, "mean");
  const movingVariance = weight(pass, path, "variance");
  if (!pass.training) {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(movingVariance, EPSILON)));
    const shift = tf.sub(beta, tf.mul(movingMean, scale));
    return tf.add(tf.mul(x, scale), shift);
  }
  const { output, mean, variance } = batchNorm(x, { gamma, beta });
  pass.updates[`${path}/mean`] = blend(movingMean, mean);
  pass.updates[`${path}/variance`] = blend(movingVariance, variance);
  return output;
}

function blend(moving: tf.Tensor, current: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(moving, 1 - MOMENTUM), tf.mul(current, MOMENTUM));
}

function dropChannels(x: tf.Tensor, path: string, pass: Pass): tf.Tensor {
  const mask = pass.masks[path];
  if (!pass.training || mask === undefined) return x;
  const channels = mask.shape.at(-1)!;
  const ones = x.shape.slice(1, -1).map(() => 1);
  return tf.mul(x, tf.reshape(mask, [x.shape[0]!, ...ones, channels]));
}
