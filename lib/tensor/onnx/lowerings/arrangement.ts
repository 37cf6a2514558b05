import { backend_util, slice_util, util } from "@tensorflow/tfjs-core";
import { binary } from "../pointwise.ts";
import {
  cast,
  expand,
  int64s,
  record,
  recordMany,
  reshape,
  scalar,
  transpose,
} from "../record.ts";
import { concat, slice } from "../parts.ts";
import type { Lowering, Lowerings } from "../lowering.ts";
import { platformInUse } from "../platform.ts";
import {
  channelsFirst,
  channelsLast,
  firstOf,
  TO_NCHW,
} from "../channels_first.ts";
import { type ElementType, leaf, type Value } from "../value.ts";

type Inputs = Readonly<Record<string, Value>>;
type Attributes = { readonly [name: string]: unknown };

function sliceKernel({ x }: Inputs, { begin, size }: Attributes) {
  const [starts, shape] = slice_util.parseSliceParams(
    { shape: [...x!.shape], rank: x!.rank } as never,
    begin as number[],
    size as number[],
  );
  const fits = starts!.every((start, axis) =>
    start >= 0 && start + shape![axis]! <= x!.shape[axis]!
  );
  if (!fits) return undefined;
  return slice(x!, { begin: starts!, shape: shape! });
}

function stridedSlice({ x }: Inputs, attributes: Attributes): Value {
  const { begin, end, strides, beginMask, endMask } = attributes;
  const { ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const info = slice_util.sliceInfo(
    [...x!.shape],
    begin as number[],
    end as number[],
    strides as number[],
    beginMask as number,
    endMask as number,
    ellipsisMask as number,
    newAxisMask as number,
    shrinkAxisMask as number,
  );
  if (info.isIdentity) return reshape(x!, info.finalShape);
  if (info.finalShapeSparse.includes(0) || x!.size === 0) {
    return empty(info.finalShape, x!.type);
  }
  const part = slice(x!, {
    begin: info.begin,
    shape: slice_util.computeOutShape(info.begin, info.end, info.strides),
    steps: info.strides,
  });
  return reshape(part, info.finalShape);
}

function empty(shape: readonly number[], type: ElementType): Value {
  return type === "float32"
    ? leaf(new Float32Array(0), shape, type)
    : leaf(new Int32Array(0), shape, type);
}

/** Inputs of a kernel that takes a list: `0`, `1`, … */
function listed(inputs: Inputs): Value[] {
  return Object.keys(inputs).map(Number).sort((a, b) => a - b).map((i) =>
    inputs[i]!
  );
}

/** Whether values agree in rank, and in every extent but one. */
function agree(values: readonly Value[], except?: number): boolean {
  const [{ shape }] = values as [Value];
  return values.every((value) =>
    value.rank === shape.length &&
    value.shape.every((n, axis) => axis === except || n === shape[axis])
  );
}

function concatKernel(inputs: Inputs, { axis }: Attributes) {
  const values = listed(inputs);
  const { rank } = values[0]!;
  const along = (axis as number) < 0 ? (axis as number) + rank : axis as number;
  if (!agree(values, along)) return undefined;
  const full = values.filter(({ size }) => size > 0);
  if (full.some(firstOf)) {
    return channelsLast(
      concat(full.map(channelsFirst), TO_NCHW.indexOf(along)),
    );
  }
  if (full.length > 0) return concat(full, along);
  const total = values.reduce((sum, { shape }) => sum + shape[along]!, 0);
  const { shape, type } = values[0]!;
  return empty(shape.map((n, i) => i === along ? total : n), type);
}

function pack(inputs: Inputs, { axis }: Attributes) {
  const values = listed(inputs);
  const sameType = values.every(({ type }) => type === values[0]!.type);
  if (!sameType || !agree(values)) return undefined;
  const rank = values[0]!.rank + 1;
  const along = (axis as number) < 0 ? (axis as number) + rank : axis as number;
  return concat(
    values.map((value) =>
      reshape(value, [
        ...value.shape.slice(0, along),
        1,
        ...value.shape.slice(along),
      ])
    ),
    along,
  );
}

interface Parts {
  readonly axis: number;
  readonly sizes: readonly number[];
}

/** Takes a value apart along an axis; in groups where there are many parts. */
function split(x: Value, { axis, sizes }: Parts): readonly Value[] {
  const most = platformInUse().mostOutputs;
  if (sizes.length === 1) return [x];
  if (sizes.length > most) {
    const each = Math.ceil(sizes.length / most);
    const groups = Array.from(
      { length: Math.ceil(sizes.length / each) },
      (_, i) => sizes.slice(i * each, (i + 1) * each),
    );
    const wholes = split(x, {
      axis,
      sizes: groups.map((group) => group.reduce((sum, size) => sum + size, 0)),
    });
    return groups.flatMap((group, i) =>
      split(wholes[i]!, { axis, sizes: group })
    );
  }
  return recordMany("Split", [x, int64s(sizes)], {
    outputs: sizes.map((size) => ({
      shape: x.shape.map((n, i) => i === axis ? size : n),
      type: x.type,
    })),
    attributes: { axis },
  });
}

function unpack(
  { value }: Inputs,
  { axis }: Attributes,
): readonly Value[] {
  const x = value!;
  const along = (axis as number) < 0
    ? (axis as number) + x.rank
    : axis as number;
  const sizes = Array<number>(x.shape[along]!).fill(1);
  const shape = x.shape.filter((_, i) => i !== along);
  return split(x, { axis: along, sizes }).map((part) => reshape(part, shape));
}

function splitKernel(
  { x }: Inputs,
  { numOrSizeSplits, axis }: Attributes,
): readonly Value[] {
  const along = (axis as number) < 0
    ? (axis as number) + x!.rank
    : axis as number;
  const sizes = backend_util.prepareSplitSize(
    { shape: [...x!.shape] } as never,
    numOrSizeSplits as number | number[],
    along,
  );
  return split(x!, { axis: along, sizes });
}

function pad({ x }: Inputs, { paddings, constantValue }: Attributes): Value {
  const pairs = paddings as [number, number][];
  return record("Pad", [
    x!,
    int64s([...pairs.map(([before]) => before), ...pairs.map((p) => p[1])]),
    scalar((constantValue as number | undefined) ?? 0, x!.type),
  ], {
    shape: x!.shape.map((n, i) => n + pairs[i]![0] + pairs[i]![1]),
    type: x!.type,
    attributes: { mode: "constant" },
  });
}

function reverse({ x }: Inputs, { dims }: Attributes): Value {
  const axes = util.parseAxisParam(dims as number[], [...x!.shape]);
  if (axes.length === 0) return x!;
  return slice(x!, {
    begin: x!.shape.map((n, axis) => axes.includes(axis) ? n - 1 : 0),
    shape: x!.shape,
    steps: x!.shape.map((_, axis) => axes.includes(axis) ? -1 : 1),
  });
}

function tile({ x }: Inputs, { reps }: Attributes): Value {
  const times = reps as number[];
  return record("Tile", [x!, int64s(times)], {
    shape: x!.shape.map((n, i) => n * times[i]!),
    type: x!.type,
  });
}

function gather({ x, indices }: Inputs, { axis, batchDims }: Attributes) {
  if (((batchDims as number | undefined) ?? 0) !== 0) return undefined;
  const along = (axis as number) < 0
    ? (axis as number) + x!.rank
    : axis as number;
  // Indices that are known are checked; ONNX Runtime checks the others.
  const outside = indices!.data?.some((index) =>
    index < 0 || index >= x!.shape[along]!
  );
  if (outside) return undefined;
  // Of bytes, only those that are taken become numbers.
  const whole = x!.op?.type === "Cast" ? x!.op.inputs[0]! : x!;
  if (whole.type === "uint8") {
    const taken = gatherRows(whole, indices!, along);
    return cast(taken, x!.type);
  }
  return gatherRows(x!, indices!, along);
}

function gatherRows(x: Value, indices: Value, axis: number): Value {
  return record("Gather", [x, cast(indices, "int32")], {
    shape: [
      ...x.shape.slice(0, axis),
      ...indices.shape,
      ...x.shape.slice(axis + 1),
    ],
    type: x.type,
    attributes: { axis },
  });
}

function gatherNd({ params, indices }: Inputs) {
  const depth = indices!.shape.at(-1);
  if (depth === undefined || params!.rank === 0 || depth > params!.rank) {
    return undefined;
  }
  return record("GatherND", [params!, cast(indices!, "int64")], {
    shape: [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)],
    type: params!.type,
  });
}

function oneHot({ indices }: Inputs, attributes: Attributes): Value {
  const { depth, onValue, offValue, dtype } = attributes;
  const classes = leaf(
    Int32Array.from({ length: depth as number }, (_, i) => i),
    [depth as number],
    "int32",
  );
  const column = reshape(cast(indices!, "int32"), [...indices!.shape, 1]);
  const hit = binary("Equal", [column, classes], "bool");
  const type = (dtype as ElementType | undefined) ?? "int32";
  return record("Where", [
    hit,
    scalar((onValue as number | undefined) ?? 1, type),
    scalar((offValue as number | undefined) ?? 0, type),
  ], { shape: hit.shape, type });
}

/**
 * Sums the rows of `x` into the segment that each belongs to; rows of negative
 * segments go to one more segment, which is dropped.
 */
function segmentSum(
  { x, segmentIds }: Inputs,
  { numSegments }: Attributes,
): Value {
  const count = numSegments as number;
  const rows = segmentIds!.size;
  const rest = x!.shape.slice(segmentIds!.rank);
  const updates = reshape(x!, [rows, ...rest]);
  const ids = cast(segmentIds!, "int32");
  const kept = record("Where", [
    binary("Less", [ids, scalar(0, "int32")], "bool"),
    scalar(count, "int32"),
    ids,
  ], { shape: ids.shape, type: "int32" });
  const sums = record("ScatterND", [
    filled(0, [count + 1, ...rest], x!.type),
    reshape(cast(kept, "int64"), [rows, 1]),
    updates,
  ], {
    shape: [count + 1, ...rest],
    type: x!.type,
    attributes: { reduction: "add" },
  });
  const shape = [count, ...rest];
  return slice(sums, { begin: shape.map(() => 0), shape });
}

function scatterNd({ indices, updates }: Inputs, { shape }: Attributes) {
  const target = shape as number[];
  const depth = indices!.shape.at(-1) ?? 0;
  const wanted = [...indices!.shape.slice(0, -1), ...target.slice(depth)];
  if (indices!.rank < 2 || `${wanted}` !== `${updates!.shape}`) {
    return undefined;
  }
  return record("ScatterND", [
    filled(0, target, updates!.type),
    cast(indices!, "int64"),
    updates!,
  ], {
    shape: target,
    type: updates!.type,
    attributes: { reduction: "add" },
  });
}

function filled(
  value: number,
  shape: readonly number[],
  type: ElementType,
): Value {
  return expand(scalar(value, type), shape);
}

function like(value: number): Lowering {
  return ({ x }) => filled(value, x!.shape, x!.type);
}

function fill(_: Inputs, { shape, value, dtype }: Attributes) {
  if (typeof value === "string") return undefined;
  const type = (dtype as ElementType | undefined) ?? "float32";
  return filled(Number(value), shape as number[], type);
}

function expandDims({ input }: Inputs, { dim }: Attributes) {
  const at = (dim as number) < 0
    ? (dim as number) + input!.rank + 1
    : dim as number;
  const { shape } = input!;
  if (at < 0 || at > shape.length) return undefined;
  return reshape(input!, [...shape.slice(0, at), 1, ...shape.slice(at)]);
}

function broadcastTo({ x }: Inputs, { shape }: Attributes): Value {
  return expand(x!, shape as number[]);
}

function reshapeKernel({ x }: Inputs, { shape }: Attributes): Value {
  const wanted = shape as number[];
  const known = wanted.reduce(
    (product, n) => n === -1 ? product : product * n,
    1,
  );
  return reshape(
    x!,
    wanted.map((n) => n === -1 ? x!.size / known : n),
  );
}

/** Kernels that move, select or make elements. */
export const arrangement: Lowerings = {
  Reshape: reshapeKernel,
  ExpandDims: expandDims,
  Transpose: ({ x }, { perm }) => transpose(x!, perm as number[]),
  BroadcastTo: broadcastTo,
  Tile: tile,
  Concat: concatKernel,
  Pack: pack,
  Unpack: unpack,
  SplitV: splitKernel,
  Slice: sliceKernel,
  StridedSlice: stridedSlice,
  PadV2: pad,
  Reverse: reverse,
  GatherV2: gather,
  GatherNd: gatherNd,
  OneHot: oneHot,
  ScatterNd: scatterNd,
  UnsortedSegmentSum: segmentSum,
  Fill: fill,
  ZerosLike: like(0),
  OnesLike: like(1),
};
