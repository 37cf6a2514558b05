import { ndarray } from "../tensor/array.ts";
import { runNetwork, type Weighted } from "./run_network.ts";

/** Features of images in the penultimate layer of a classifier. */
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
 * Features and logits of images.
 *
 * @param model A classifier whose last layer is dense, or an imported network
 * alone, which has features but no classes
 * @param images Bytes, `[count, height, width, channels]`
 * @throws {RangeError} when the images do not fit the classifier
 */
export async function extractFeatures(
  model: Weighted,
  images: {
    readonly pixels: Uint8Array;
    readonly shape: readonly [number, number, number, number];
  },
  options: { readonly batch?: number } = {},
): Promise<Features> {
  const got = images.shape.slice(1);
  if (got.join() !== model.network.input.join()) {
    throw new RangeError(
      `Cannot extract features: expected images of [${model.network.input}], got [${got}]`,
    );
  }
  const { output, features } = await runNetwork(
    model,
    ndarray(images.pixels, images.shape),
    options,
  );
  const [only] = model.network.layers;
  if (only?.type === "onnx" && model.network.layers.length === 1) {
    return {
      features: output.data,
      dim: output.shape[1]!,
      logits: new Float32Array(0),
      classes: 0,
    };
  }
  return {
    features: features.data,
    dim: features.shape[1] ?? 0,
    logits: output.data,
    classes: output.shape[1] ?? 0,
  };
}
