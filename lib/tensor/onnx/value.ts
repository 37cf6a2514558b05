import { sizeOf } from "../array.ts";
import type { ELEMENT_CODES } from "./element_types.ts";

/** Element type of a graph value. */
export type ElementType = Extract<
  keyof typeof ELEMENT_CODES,
  "float32" | "uint8" | "int32" | "int64" | "bool"
>;

/** Host storage of a graph value; `bool` is held as bytes. */
export type HostData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** An attribute of an ONNX operator. */
export type Attribute = number | string | readonly number[] | {
  readonly float: number;
};

/** One recorded operator. */
export interface Op {
  /** Name of the ONNX operator, such as `"MatMul"`. */
  readonly type: string;
  /** Domain of the operator; ONNX's own without one. */
  readonly domain?: string | undefined;
  /** In the operator's order; `undefined` for an optional one left out. */
  readonly inputs: readonly (Value | undefined)[];
  /** By ONNX name, such as `perm` of a `Transpose`. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** In the operator's order, at least one. */
  readonly outputs: readonly Value[];
}

/**
 * A value of the recorded graph: a leaf with data, a placeholder that is fed
 * at each run, or the output of an operator that has not run yet.
 */
export class Value {
  /** Extents, slowest first; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** Element type, as the graph computes it. */
  readonly type: ElementType;
  /** The operator that computes it; dropped once `data` is there. */
  op: Op | undefined;
  /**
   * Row-major elements: of a leaf at once, of a result after it was computed.
   */
  data: HostData | undefined;
  /** Name under which a compiled graph is fed with it. */
  readonly placeholder: string | undefined;
  /** Of a large leaf: the number that all its elements are, if it is one. */
  readonly uniform: number | undefined;
  /** Number of live tensors that hold it. */
  live = 0;
  /** This value in other layouts, by permutation, to record each once. */
  readonly transposes = new Map<string, Value>();
  /** A value that is positive where this one is, and kept anyway. */
  rectified: Value | undefined;

  /**
   * A result to be computed, unless `source` has its data or its name when fed.
   */
  constructor(
    shape: readonly number[],
    type: ElementType,
    source: { data?: HostData; placeholder?: string } = {},
  ) {
    this.shape = shape;
    this.type = type;
    this.data = source.data;
    this.placeholder = source.placeholder;
    this.uniform = uniformOf(source.data);
  }

  /** Number of axes; 0 for a scalar. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements; 1 for a scalar. */
  get size(): number {
    return sizeOf(this.shape);
  }
}

/** Elements from which it pays to look whether all are equal. */
const MANY = 4096;

/** The one number that all elements are, where there are many. */
function uniformOf(data: HostData | undefined): number | undefined {
  if (data === undefined || data.length < MANY) return undefined;
  const first = data[0]!;
  if (typeof first === "bigint" || Number.isNaN(first)) return undefined;
  return data.every((element) => element === first) ? first : undefined;
}

/** A leaf with data. */
export function leaf(
  data: HostData,
  shape: readonly number[],
  type: ElementType,
): Value {
  return new Value(shape, type, { data });
}
