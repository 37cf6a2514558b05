import { type Arrays, type NdArray, ndarray } from "../../tensor/array.ts";
import type { ImageShape } from "./image_shape.ts";
import type { Layer, Network } from "../network/network.ts";
import { traceNetwork } from "../network/trace.ts";

/** A row of blocks: repeats, kernel, stride of the first, expansion, channels. */
type Row = readonly [number, number, number, number, number];

const ROWS: readonly Row[] = [
  [1, 3, 1, 1, 16],
  [2, 3, 2, 6, 24],
  [2, 5, 2, 6, 40],
  [3, 3, 2, 6, 80],
  [3, 5, 1, 6, 112],
  [4, 5, 2, 6, 192],
  [1, 3, 1, 6, 320],
];
const STEM = 32;
const HEAD = 1280;
/** Added to variances where batch norm was trained. */
const EPSILON = 1e-3;

/**
 * EfficientNet-Lite0 up to its pooled 1,280 features, for images in [−1, 1] of
 * any shape: they are resampled to `size`, and brought to the range that it was
 * trained on, (pixel − 127) / 128. A grey image counts as three equal channels.
 * Batch norm is part of the convolutions.
 *
 * Source: Tan and Le, "EfficientNet", ICML 2019, table 1, and `efficientnet/lite`
 * in tensorflow/tpu, which has no squeeze-and-excitation and ReLU6 for swish.
 *
 * @param image Shape of an image
 * @param size Height and width to resample to; in steps of 32
 *
 * @example
 * ```ts
 * import { efficientNetLite0 } from "./efficientnet_lite.ts";
 * import { outputShape } from "../network/shapes.ts";
 *
 * const network = efficientNetLite0([28, 28, 1], 96);
 * console.assert(outputShape(network).join() === "1280");
 * ```
 */
export function efficientNetLite0(image: ImageShape, size: number): Network {
  const layers: Layer[] = [
    { type: "resize", height: size, width: size },
    { type: "standardize" },
    { type: "conv", filters: STEM, kernel: 3, stride: 2 },
    { type: "relu6" },
  ];
  let channels = STEM;
  for (const [repeats, kernel, first, expansion, filters] of ROWS) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const stride = repeat === 0 ? first : 1;
      const body: Layer[] = [
        ...expansion === 1 ? [] : [
          { type: "conv", filters: channels * expansion, kernel: 1 } as const,
          { type: "relu6" } as const,
        ],
        { type: "depthwiseConv", kernel, stride },
        { type: "relu6" },
        { type: "conv", filters, kernel: 1 },
      ];
      const isSame = stride === 1 && filters === channels;
      layers.push(
        ...isSame ? [{ type: "residual", body, shortcut: [] } as const] : body,
      );
      channels = filters;
    }
  }
  layers.push(
    { type: "conv", filters: HEAD, kernel: 1 },
    { type: "relu6" },
    { type: "globalPool" },
  );
  return { input: image, layers };
}

/**
 * The tensors of a PyTorch checkpoint as weights of {@linkcode
 * efficientNetLite0}: kernels have channels last, take in the scale of the batch
 * norm behind them, and its shift is their bias.
 *
 * @param network For which images and size
 * @param tensors By the names that `efficientnet_lite_pytorch` gives
 * @throws {RangeError} when a tensor is missing or has another shape
 */
export function efficientNetLite0Weights(
  network: Network,
  tensors: Arrays,
): Arrays {
  const [, , channels] = network.input as ImageShape;
  const weights: Record<string, NdArray> = {};
  const names = convolutionNames();
  let at = 0;
  for (const { name, shape } of traceNetwork(network).entries) {
    const [, path, own] = /^(.*)\/(\w+)$/.exec(name)!;
    // (p − 127) / 128 of p = 127.5 (x + 1).
    const fixed = { scale: 127.5 / 128, shift: 0.5 / 128 }[own!];
    if (fixed !== undefined) {
      weights[name] = ndarray(new Float32Array(channels).fill(fixed), [
        channels,
      ]);
    }
    if (own !== "kernel") continue;
    const { kernel, bias } = fold(tensors, names[at++]!, shape);
    weights[name] = kernel;
    weights[`${path}/bias`] = bias;
  }
  return weights;
}

/** A convolution and the batch norm behind it, by their names in PyTorch. */
interface Names {
  readonly convolution: string;
  readonly norm: string;
}

/** In the order in which they are applied. */
function convolutionNames(): Names[] {
  const names: Names[] = [{ convolution: "_conv_stem", norm: "_bn0" }];
  let block = 0;
  for (const [repeats, , , expansion] of ROWS) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const at = `_blocks.${block++}`;
      if (expansion > 1) {
        names.push({ convolution: `${at}._expand_conv`, norm: `${at}._bn0` });
      }
      names.push(
        { convolution: `${at}._depthwise_conv`, norm: `${at}._bn1` },
        { convolution: `${at}._project_conv`, norm: `${at}._bn2` },
      );
    }
  }
  return [...names, { convolution: "_conv_head", norm: "_bn1" }];
}

/**
 * A kernel `[out, in, h, w]` as `[h, w, in, out]`, or `[h, w, out, 1]` of a
 * depthwise one, times the scale of batch norm.
 */
function fold(
  tensors: Arrays,
  { convolution, norm }: Names,
  shape: readonly number[],
): { readonly kernel: NdArray; readonly bias: NdArray } {
  const [height, width, third, fourth] = shape as [
    number,
    number,
    number,
    number,
  ];
  const source = tensors[`${convolution}.weight`];
  const [outs, ins] = (source?.shape ?? []) as [number, number];
  const isDepthwise = ins === 1 && fourth === 1;
  // One channel stands for three equal ones: their filters add up.
  const merged = isDepthwise ? 1 : ins / third;
  if (
    source === undefined || outs !== (isDepthwise ? third : fourth) ||
    `${source.shape}` !== `${[outs, ins, height, width]}` ||
    ![1, 3].includes(merged)
  ) {
    throw new RangeError(
      `Cannot use the weights: '${convolution}.weight' is [${
        source?.shape ?? "missing"
      }], expected a kernel [${shape}]`,
    );
  }
  const of = (name: string) => vectorOf(tensors, `${norm}.${name}`, outs);
  const [gamma, beta] = [of("weight"), of("bias")];
  const [mean, variance] = [of("running_mean"), of("running_var")];
  const scale = Float64Array.from(
    gamma,
    (value, o) => value / Math.sqrt(variance[o]! + EPSILON),
  );
  const kernel = new Float32Array(height * width * third * fourth);
  const area = height * width;
  for (let o = 0; o < outs; o++) {
    for (let i = 0; i < ins / merged; i++) {
      for (let p = 0; p < area; p++) {
        let sum = 0;
        for (let m = 0; m < merged; m++) {
          sum += source.data[(o * ins + i * merged + m) * area + p]!;
        }
        const to = isDepthwise ? p * outs + o : (p * third + i) * outs + o;
        kernel[to] = sum * scale[o]!;
      }
    }
  }
  return {
    kernel: ndarray(kernel, shape),
    bias: ndarray(
      Float32Array.from(beta, (value, o) => value - mean[o]! * scale[o]!),
      [outs],
    ),
  };
}

function vectorOf(tensors: Arrays, name: string, length: number) {
  const found = tensors[name];
  if (found?.data.length === length) return found.data as Float32Array;
  throw new RangeError(
    `Cannot use the weights: '${name}' has ${
      found?.data.length ?? "no"
    } elements, expected ${length}`,
  );
}
