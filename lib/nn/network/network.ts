import type { Layer } from "../layers/mod.ts";

export type { Layer, OwnLayer } from "../layers/mod.ts";
export type { ImportedLayer } from "../layers/imported.ts";

/** The architecture of a network: pure data, stored beside its weights. */
export interface Network {
  /** Shape of one input, without the batch axis. */
  readonly input: readonly number[];
  /** Shapes of what it is given besides, by name, such as a time or a label. */
  readonly given?: Readonly<Record<string, readonly number[]>>;
  /**
   * Vectors that steer layers, by name: each is the sum of what layers make of some
   * of what is given, by the name of that. Layers ask for them as for what is given.
   */
  readonly steering?: Readonly<
    Record<string, Readonly<Record<string, readonly Layer[]>>>
  >;
  /** Applied in order. */
  readonly layers: readonly Layer[];
}
