import type * as tf from "@tensorflow/tfjs-core";

/** How a parameter or a cell starts: as one number, or normal with a deviation. */
export type Init = number | { readonly deviation: number };

/** What a layer keeps from step to step without it being trained. */
export interface Cell {
  /** What it is now. */
  readonly value: tf.Tensor;
  /** Gives what it is after this step; outside training nothing is kept. */
  set(next: tf.Tensor): void;
}

/** Which numbers a layer draws: zeros and reciprocals of the share that is kept. */
export interface Drops {
  /** Share of zeros, in [0, 1). */
  readonly rate: number;
}

/** A layer as data: which it is, and its settings. */
export interface LayerData {
  /** Name under which it is registered. */
  readonly type: string;
}

/** A sequence that is made one vector after the other. */
export interface Decoding {
  /** 1 at the place of the vector that comes now, else 0: `[length]`. */
  readonly place: tf.Tensor;
  /** What is kept of the vectors before, `[batch, …shape]`. */
  past(name: string, shape: readonly number[]): {
    readonly value: tf.Tensor;
    set(next: tf.Tensor): void;
  };
}

/** What a layer is applied within. Names are its own: others do not see them. */
export interface Cx {
  /** Whether it is applied to be trained. */
  readonly training: boolean;
  /** Whether second derivatives are needed, as gradient penalties do. */
  readonly twice: boolean;
  /** Set when the input is one vector of a sequence that is made in turn. */
  readonly decoding: Decoding | undefined;
  /** A trained parameter; starts at 0 unless told. */
  param(name: string, shape: readonly number[], init?: Init): tf.Tensor;
  /** Something kept; starts at 0 unless told. */
  cell(name: string, shape: readonly number[], init?: Init): Cell;
  /** What the whole network is given besides its input, such as `time`. */
  given(name: string): tf.Tensor;
  /** Numbers drawn for this step, `[batch, …shape]`; nothing where none are. */
  noise(
    name: string,
    shape: readonly number[],
    law: Drops,
  ): tf.Tensor | undefined;
  /** Adds a figure to the loss, or to what is shown. */
  report(name: string, value: tf.Tensor): void;
  /** Says that this is what the network sees in its input. */
  seen(features: tf.Tensor): void;
  /** Applies layers one after the other, which have their names below `name`. */
  apply(name: string, layers: readonly LayerData[], x: tf.Tensor): tf.Tensor;
  /** Applies a layer in this one's place, its parameters changed. */
  within(
    layer: LayerData,
    x: tf.Tensor,
    change: (name: string, parameter: tf.Tensor) => tf.Tensor,
  ): tf.Tensor;
}

/** The one definition of a layer, from which everything else is recorded. */
export interface LayerDef<C extends LayerData> {
  /** Name under which it is registered. */
  readonly type: C["type"];
  /** Paper and equation, or reference implementation. */
  readonly source?: string;
  /** Names of its cells, which no layer has as parameters. */
  readonly cells?: readonly string[];
  /**
   * Shape of one output for the shape of one input, for a layer that cannot be
   * recorded.
   */
  shape?(input: readonly number[], config: C): readonly number[];
  /**
   * Applies it.
   *
   * @param x `[batch, …]`
   * @throws {RangeError} when it does not fit its input
   */
  apply(cx: Cx, x: tf.Tensor, config: C): tf.Tensor;
}

/** Defines a layer. */
export function layer<C extends LayerData>(def: LayerDef<C>): LayerDef<C> {
  return def;
}

/** An error that says that a layer does not fit its input. */
export function misfit(
  type: string,
  expected: string,
  got: readonly number[],
): RangeError {
  return new RangeError(
    `Cannot apply layer '${type}': expected ${expected}, got [${got}]`,
  );
}

/** Shape of one input that has to be a vector. */
export function vectorOf(type: string, x: tf.Tensor): number {
  if (x.rank === 2) return x.shape[1]!;
  throw misfit(type, "a vector", x.shape.slice(1));
}

/** Height, width and channels of one input that has to be an image. */
export function imageOf(
  type: string,
  x: tf.Tensor,
): [height: number, width: number, channels: number] {
  if (x.rank === 4) return x.shape.slice(1) as [number, number, number];
  throw misfit(type, "an image", x.shape.slice(1));
}

/** Number and length of the vectors of one input that has to be a sequence. */
export function sequenceOf(
  type: string,
  x: tf.Tensor,
): [length: number, dim: number] {
  if (x.rank === 3) return x.shape.slice(1) as [number, number];
  throw misfit(type, "a sequence of vectors", x.shape.slice(1));
}
