import { layer, misfit } from "./layer.ts";

/**
 * A network from an ONNX file, whose bytes are the buffer `model`. Only the
 * first layer of a network can be one, and it cannot be trained through.
 */
export interface ImportedLayer {
  /** Which layer this is. */
  readonly type: "onnx";
  /** Order of the axes of its input: `nchw` has channels second. */
  readonly layout: "nchw" | "nhwc";
  /** Extents of its input; images are resampled to them. */
  readonly height: number;
  /** Columns of its input. */
  readonly width: number;
  /** Channels of its input; grey images are repeated to three. */
  readonly channels: number;
  /** Taken from pixels in [0, 1], one number a channel. */
  readonly mean: readonly number[];
  /** What the result is divided by, one number a channel. */
  readonly deviation: readonly number[];
  /** Name of the output that is used. */
  readonly output: string;
  /** How an output of several vectors becomes one: the first, or their mean. */
  readonly pool: "first" | "mean";
  /** Length of the resulting vector. */
  readonly dim: number;
  /**
   * Counts the ways in which images were prepared and outputs pooled. Being
   * stored, it tells results of one way from those of another.
   */
  readonly revision: 2;
}

/** Only the first layer can be one. Cell `model`. */
export const imported = layer<ImportedLayer>({
  type: "onnx",
  cells: ["model"],
  shape(input, { dim }) {
    if (input.length !== 3) throw misfit("onnx", "an image", input);
    return [dim];
  },
  apply() {
    throw new RangeError(
      "Cannot train through a network from an ONNX file: it encodes images only",
    );
  },
});
