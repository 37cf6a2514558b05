import { ndarray, sizeOf } from "../../tensor/array.ts";
import { runFrozen } from "./run_frozen.ts";
import { runNetwork, type Weighted } from "./run_network.ts";

/** Images as a network sees them. */
export interface Features {
  /** `[count, dim]`. */
  readonly features: Float32Array;
  /** Length of a feature vector. */
  readonly dim: number;
  /** `[count, classes]`. */
  readonly logits: Float32Array;
  /** Number of classes; 0 without any. */
  readonly classes: number;
}

/**
 * Features of images, and logits where there are any.
 *
 * @param model A network whose output is the features, or a classifier
 * @param images Bytes, `[count, height, width, channels]`
 * @param options `classifier`: the input of the last dense layer is the
 * features, and its output the logits, default false; `batch`: images at once
 * @throws {RangeError} when the images do not fit the network
 */
export async function extractFeatures(
  model: Weighted,
  images: {
    readonly pixels: Uint8Array;
    readonly shape: readonly [number, number, number, number];
  },
  options: { readonly batch?: number; readonly classifier?: boolean } = {},
): Promise<Features> {
  const got = images.shape.slice(1);
  if (got.join() !== model.network.input.join()) {
    throw new RangeError(
      `Cannot extract features: expected images of [${model.network.input}], got [${got}]`,
    );
  }
  const array = ndarray(images.pixels, images.shape);
  const { layers } = model.network;
  if (!options.classifier) {
    const { data, shape } = layers[0]?.type === "onnx"
      ? (await runNetwork(model, array, options)).output
      : runFrozen(model, array, options);
    return {
      features: data,
      dim: sizeOf(shape.slice(1)),
      logits: new Float32Array(0),
      classes: 0,
    };
  }
  const { output, features } = await runNetwork(model, array, options);
  return {
    features: features.data,
    dim: features.shape[1] ?? 0,
    logits: output.data,
    classes: output.shape[1] ?? 0,
  };
}
