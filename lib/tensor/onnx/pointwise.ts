/**
 * Elementwise operators, recorded in the form in which ONNX Runtime computes
 * them at the speed of memory: on what repeated values repeat, in the blocked
 * layout where a convolution left it, and in long rows.
 *
 * @module
 */
import {
  channelsLast,
  firstOf,
  sidesFirst,
  TO_NCHW,
} from "./channels_first.ts";
import { channelBlock } from "./channel_block.ts";
import { blocksOf, fromBlocks } from "./nchwc.ts";
import { platformInUse } from "./platform.ts";
import {
  expand,
  type OutputSpec,
  record,
  reshape,
  unexpanded,
} from "./record.ts";
import type { Attribute, ElementType, Value } from "./value.ts";

/** Shape of an elementwise result. */
export function broadcastShape(
  a: readonly number[],
  b: readonly number[],
): number[] {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new RangeError(`Cannot broadcast shapes: [${a}] and [${b}]`);
    }
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** Records an elementwise operator of two inputs. */
export function binary(
  type: string,
  inputs: readonly [Value, Value],
  result: ElementType = inputs[0].type,
): Value {
  const [a, b] = inputs.map((input) => unexpanded(input) ?? input) as [
    Value,
    Value,
  ];
  const shape = broadcastShape(inputs[0].shape, inputs[1].shape);
  const isOne = inputs.findIndex((input) => input.uniform === 1);
  const computed = type === "Mul" && isOne >= 0
    ? isOne === 0 ? b : a
    : overBlocks(type, [a, b], result) ?? overFirst(type, [a, b], result) ??
      broadcast(type, [a, b], result);
  return expand(computed, shape);
}

/** A convolution and a number a channel, as one operator. */
function withBias(
  [a, b]: readonly Value[],
): Value | undefined {
  const [image, row] = a!.size >= b!.size ? [a!, b!] : [b!, a!];
  const { op } = image;
  const channels = image.shape[1]!;
  const isConvolution = op !== undefined && op.domain === undefined &&
    /^Conv(Transpose)?$/.test(op.type) && op.inputs.length === 2;
  const isRow = row.size === channels && row.shape[1] === channels;
  if (!isConvolution || !isRow) return undefined;
  return record(op.type, [...op.inputs, reshape(row, [channels])], {
    shape: image.shape,
    type: image.type,
    attributes: op.attributes,
  });
}

/** An operator of images with channels first, and what repeats along them. */
function overFirst(
  type: string,
  sides: readonly [Value, Value],
  result: ElementType,
): Value | undefined {
  const shape = broadcastShape(sides[0].shape, sides[1].shape);
  const inputs = sidesFirst(sides, shape);
  const biased = type === "Add" && inputs && withBias(inputs);
  if (biased) return channelsLast(biased);
  return inputs && channelsLast(record(type, inputs, {
    shape: TO_NCHW.map((axis) => shape[axis]!),
    type: result,
  }));
}

/** An operator of blocks and blocks, of blocks and a number, or a row. */
function overBlocks(
  type: string,
  sides: readonly [Value, Value],
  result: ElementType,
): Value | undefined {
  const [p, q] = sides.map(blocksOf);
  const whole = (p === undefined ? sides[1] : sides[0]).shape;
  const blocks = p ?? q;
  if (blocks === undefined || result !== "float32") return undefined;
  const inputs: Value[] = [];
  for (const side of sides) {
    const own = `${side.shape}` === `${whole}` ? blocksOf(side) : undefined;
    const input = own ?? alongBlocks(side, blocks);
    if (input === undefined) return undefined;
    inputs.push(input);
  }
  const { shape } = blocks;
  return fromBlocks(
    record(type, inputs, { shape, type: result }),
    whole[3]!,
  );
}

/** A number, or a row with one element a channel, as blocks can take it. */
function alongBlocks(value: Value, { shape }: Value): Value | undefined {
  const [, channels, height, width] = shape as [number, number, number, number];
  if (value.size === 1) return value.rank === 0 ? value : reshape(value, []);
  const isRow = value.rank <= 4 && value.size === channels &&
    value.shape.at(-1) === channels;
  if (!isRow) return undefined;
  const block = channelBlock();
  const outer = channels / block;
  const each = expand(
    reshape(value, [outer, 1, block]),
    [outer, height * width, block],
  );
  return reshape(each, [1, channels, height, width]);
}

/** An elementwise operator of two inputs that repeat nothing. */
function broadcast(
  type: string,
  inputs: readonly [Value, Value],
  result: ElementType,
): Value {
  const [a, b] = inputs;
  const shape = broadcastShape(a.shape, b.shape);
  if (shape.at(-1) === 1 && (a.size === 1 || b.size === 1)) {
    // ONNX Runtime walks a last axis of extent one element by element.
    const flat = [flattened(a), flattened(b)];
    const size = flat.some(({ size }) => size > 1)
      ? [Math.max(a.size, b.size)]
      : [];
    return reshape(record(type, flat, { shape: size, type: result }), shape);
  }
  return overRows(type, inputs, { shape, type: result }) ??
    record(type, inputs, { shape, type: result });
}

/** Elements below which laying rows side by side costs more than it saves. */
const MANY = 1 << 15;
/** Columns from which elementwise operators run at the speed of memory. */
const WIDE = 1024;

/**
 * An operator of many short rows and one row. ONNX Runtime walks row by row:
 * as many rows as fit are laid side by side, and the one row is repeated.
 */
function overRows(
  type: string,
  [a, b]: readonly [Value, Value],
  result: OutputSpec,
): Value | undefined {
  const many = a.size >= b.size ? a : b;
  const one = many === a ? b : a;
  const columns = one.size;
  const isRow = columns > 1 && one.shape.at(-1) === columns &&
    many.shape.at(-1) === columns;
  if (platformInUse().manyThreads) return undefined;
  if (!isRow || many.size < MANY || many.rank < one.rank) return undefined;
  const beside = greatestDivisor(many.size / columns, WIDE / columns);
  if (beside === 1) return undefined;
  const wide = [many.size / columns / beside, beside, columns];
  const row = one.rank === 1 ? one : reshape(one, [columns]);
  const sides = [reshape(many, wide), expand(row, [beside, columns])];
  const computed = record(type, many === a ? sides : sides.toReversed(), {
    shape: wide,
    type: result.type,
  });
  return reshape(computed, result.shape);
}

/** The greatest divisor that is not above a limit, at least 1. */
export function greatestDivisor(value: number, limit: number): number {
  for (let i = Math.min(value, Math.floor(limit)); i > 1; i--) {
    if (value % i === 0) return i;
  }
  return 1;
}

function flattened(value: Value): Value {
  return reshape(value, value.size === 1 ? [] : [value.size]);
}

/** Records an elementwise operator of one input, and of numbers. */
export function pointwise(
  type: string,
  input: Value,
  options: {
    readonly attributes?: Readonly<Record<string, Attribute>>;
    readonly numbers?: readonly Value[];
  } = {},
): Value {
  const { attributes = {}, numbers = [] } = options;
  const compute = (x: Value) =>
    record(type, [x, ...numbers], { shape: x.shape, type: x.type, attributes });
  const compact = unexpanded(input) ?? input;
  const blocks = blocksOf(compact);
  const first = firstOf(compact);
  const computed = blocks !== undefined
    ? fromBlocks(compute(blocks), compact.shape[3]!)
    : first !== undefined
    ? channelsLast(compute(first))
    : compute(compact);
  return expand(computed, input.shape);
}
