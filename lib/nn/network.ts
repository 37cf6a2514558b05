/** Padding of a convolution: `same` keeps ⌈extent / stride⌉. */
export type Padding = "same" | "valid";

/** One layer of a network, as data. Images are `[height, width, channels]`. */
export type Layer =
  | ImportedLayer
  | { readonly type: "flatten" }
  | { readonly type: "reshape"; readonly shape: readonly number[] }
  | { readonly type: "dense"; readonly units: number; readonly bias?: boolean }
  | {
    readonly type: "conv";
    readonly filters: number;
    readonly kernel: number;
    readonly stride?: number;
    readonly bias?: boolean;
  }
  | {
    readonly type: "convTranspose";
    readonly filters: number;
    readonly kernel: number;
    readonly stride?: number;
    readonly bias?: boolean;
  }
  /** One filter a channel, channels apart: `[kernel, kernel, channels, 1]`. */
  | {
    readonly type: "depthwiseConv";
    readonly kernel: number;
    readonly stride?: number;
    readonly bias?: boolean;
  }
  | { readonly type: "batchNorm" }
  | { readonly type: "relu" }
  /** `min(max(x, 0), 6)`. */
  | { readonly type: "relu6" }
  | { readonly type: "leakyRelu"; readonly slope: number }
  | { readonly type: "tanh" }
  | { readonly type: "sigmoid" }
  | { readonly type: "globalPool" }
  /** Resamples images: linear, smoothed where they shrink. */
  | {
    readonly type: "resize";
    readonly height: number;
    readonly width: number;
  }
  /** Drops whole channels (units of a vector) with probability `rate` while training. */
  | { readonly type: "channelDropout"; readonly rate: number }
  /** Fixed `x · scale + shift`, one number a feature; never trained. */
  | { readonly type: "standardize" }
  /** `shortcut(x) + body(x)`; an empty shortcut is the identity. */
  | {
    readonly type: "residual";
    readonly body: readonly Layer[];
    readonly shortcut: readonly Layer[];
  }
  /** Outputs of all branches, side by side along the last axis. */
  | {
    readonly type: "concat";
    readonly branches: readonly (readonly Layer[])[];
  };

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

/** The architecture of a network: pure data, stored beside its weights. */
export interface Network {
  /** Shape of one input, without the batch axis. */
  readonly input: readonly number[];
  /** Applied in order. */
  readonly layers: readonly Layer[];
}
