import { type Attribute, type ElementType, leaf, Value } from "./value.ts";

/** Shape and type of one output of an operator. */
export interface OutputSpec {
  /** Extents, slowest first; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** Element type; the operator must give this one. */
  readonly type: ElementType;
}

/** Records an operator with several outputs. */
export function recordMany(
  type: string,
  inputs: readonly (Value | undefined)[],
  options: {
    readonly outputs: readonly OutputSpec[];
    readonly attributes?: Readonly<Record<string, Attribute>>;
    readonly domain?: string | undefined;
  },
): readonly Value[] {
  const outputs = options.outputs.map(({ shape, type }) =>
    new Value(shape, type)
  );
  const { attributes = {}, domain } = options;
  const op = { type, domain, inputs, attributes, outputs };
  for (const output of outputs) output.op = op;
  return outputs;
}

/** Records an operator with one output. */
export function record(
  type: string,
  inputs: readonly (Value | undefined)[],
  output: OutputSpec & {
    readonly attributes?: Readonly<Record<string, Attribute>>;
    readonly domain?: string;
  },
): Value {
  const { attributes = {}, domain } = output;
  return recordMany(type, inputs, {
    outputs: [output],
    attributes,
    domain,
  })[0]!;
}

/** A vector of 64-bit integers, as ONNX takes shapes and axes. */
export function int64s(values: readonly number[]): Value {
  const data = BigInt64Array.from(values, (value) => BigInt(value));
  return leaf(data, [values.length], "int64");
}

/** A scalar of the given type. */
export function scalar(value: number, type: ElementType): Value {
  const data = type === "float32"
    ? Float32Array.of(value)
    : type === "int32"
    ? Int32Array.of(value)
    : type === "int64"
    ? BigInt64Array.of(BigInt(value))
    : Uint8Array.of(value);
  return leaf(data, [], type);
}

/** Converts the element type; the value itself when it has it already. */
export function cast(value: Value, type: ElementType): Value {
  if (value.type === type) return value;
  return record("Cast", [value], {
    shape: value.shape,
    type,
    attributes: { to: TYPE_CODES[type] },
  });
}

const TYPE_CODES = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

/** Changes the shape; the value itself when it has it already. */
export function reshape(value: Value, shape: readonly number[]): Value {
  if (
    shape.length === value.rank && shape.every((n, i) => n === value.shape[i])
  ) {
    return value;
  }
  // A view of a view is a view of the original.
  if (value.op?.type === "Reshape") return reshape(value.op.inputs[0]!, shape);
  const compact = unexpanded(value);
  if (compact?.size === 1) return expand(reshape(compact, []), shape);
  return record("Reshape", [value, int64s(shape)], {
    shape,
    type: value.type,
    attributes: { allowzero: 1 },
  });
}

/**
 * Permutes the axes. A permutation of a permutation is one, the inverse of one
 * is the original, and each is recorded once.
 */
export function transpose(value: Value, perm: readonly number[]): Value {
  if (perm.every((axis, i) => axis === i)) return value;
  const op = value.op;
  if (op?.type === "Transpose") {
    const inner = op.attributes.perm as readonly number[];
    return transpose(op.inputs[0]!, perm.map((axis) => inner[axis]!));
  }
  const key = perm.join();
  const known = value.transposes.get(key);
  if (known !== undefined) return known;
  const shape = perm.map((axis) => value.shape[axis]!);
  // Moving axes of extent one does not move data.
  const moved = perm.filter((axis) => value.shape[axis] !== 1);
  const result = moved.every((axis, i) => i === 0 || moved[i - 1]! < axis)
    ? reshape(value, shape)
    : record("Transpose", [value], {
      shape,
      type: value.type,
      attributes: { perm },
    });
  value.transposes.set(key, result);
  return result;
}

/** Repeats a value until it has this shape. */
export function expand(value: Value, shape: readonly number[]): Value {
  if (`${shape}` === `${value.shape}`) return value;
  return record("Expand", [value, int64s(shape)], { shape, type: value.type });
}

/**
 * What a value repeats, where it repeats something: elementwise operators
 * repeat it themselves as they go.
 */
export function unexpanded(value: Value): Value | undefined {
  if (value.op?.type === "Expand") return value.op.inputs[0]!;
  return value.uniform === undefined
    ? undefined
    : scalar(value.uniform, value.type);
}

/** Records an operator of one input that keeps its shape. */
export function unary(
  type: string,
  input: Value,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  return record(type, [input], {
    shape: input.shape,
    type: input.type,
    attributes,
  });
}
