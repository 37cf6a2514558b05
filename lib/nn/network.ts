/** Padding of a convolution: `same` keeps ⌈extent / stride⌉. */
export type Padding = "same" | "valid";

/** One layer of a network, as data. Images are `[height, width, channels]`. */
export type Layer =
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
  | { readonly type: "batchNorm" }
  | { readonly type: "relu" }
  | { readonly type: "leakyRelu"; readonly slope: number }
  | { readonly type: "tanh" }
  | { readonly type: "sigmoid" }
  | { readonly type: "globalPool" }
  /** Drops whole channels (units of a vector) with probability `rate` while training. */
  | { readonly type: "channelDropout"; readonly rate: number }
  /** Fixed `x · scale + shift`, one number a feature; never trained. */
  | { readonly type: "standardize" }
  /** `shortcut(x) + body(x)`; an empty shortcut is the identity. */
  | {
    readonly type: "residual";
    readonly body: readonly Layer[];
    readonly shortcut: readonly Layer[];
  };

/** The architecture of a network: pure data, stored beside its weights. */
export interface Network {
  /** Shape of one input, without the batch axis. */
  readonly input: readonly number[];
  /** Applied in order. */
  readonly layers: readonly Layer[];
}
