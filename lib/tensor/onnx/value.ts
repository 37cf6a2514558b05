import { sizeOf } from "../array.ts";

/** Element types of graph values, with their ONNX codes. */
export const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
} as const;

/** Element type of a graph value. */
export type ElementType = keyof typeof ELEMENT_TYPES;

/** Host storage of a graph value; `bool` is held as bytes. */
export type HostData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** An attribute of an ONNX operator. */
export type Attribute = number | string | readonly number[] | {
  readonly float: number;
};

/** One recorded operator. */
export interface Op {
  readonly type: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Value[];
}

/**
 * A value of the recorded graph: a leaf with data, a placeholder that is fed
 * at each run, or the output of an operator that has not run yet.
 */
export class Value {
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** The operator that computes it; dropped once `data` is there. */
  op: Op | undefined;
  data: HostData | undefined;
  /** Name under which a compiled graph is fed with it. */
  readonly placeholder: string | undefined;
  /** Number of live tensors that hold it. */
  live = 0;
  /** This value in other layouts, by permutation, to record each once. */
  readonly transposes = new Map<string, Value>();

  constructor(
    shape: readonly number[],
    type: ElementType,
    source: { data?: HostData; placeholder?: string } = {},
  ) {
    this.shape = shape;
    this.type = type;
    this.data = source.data;
    this.placeholder = source.placeholder;
  }

  get rank(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }
}

/** A leaf with data. */
export function leaf(
  data: HostData,
  shape: readonly number[],
  type: ElementType,
): Value {
  return new Value(shape, type, { data });
}
