import type { Layer } from "./layers/mod.ts";

export type { Layer, OwnLayer } from "./layers/mod.ts";
export type { ImportedLayer } from "./layers/imported.ts";

/** The architecture of a network: pure data, stored beside its weights. */
export interface Network {
  /** Shape of one input, without the batch axis. */
  readonly input: readonly number[];
  /** Shapes of what it is given besides, by name, such as a time or a label. */
  readonly given?: Readonly<Record<string, readonly number[]>>;
  /** Applied in order. */
  readonly layers: readonly Layer[];
}
