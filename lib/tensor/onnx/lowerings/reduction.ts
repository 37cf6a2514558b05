import { util } from "@tensorflow/tfjs-core";
import { binary, greatestDivisor } from "../pointwise.ts";
import {
  cast,
  int64s,
  record,
  recordMany,
  reshape,
  scalar,
  unary,
} from "../record.ts";
import { channelBlock } from "../channel_block.ts";
import { blocksOf } from "../nchwc.ts";
import { reduce } from "../parts.ts";
import { platformInUse } from "../platform.ts";
import type { Lowering, Lowerings } from "../lowering.ts";
import type { Value } from "../value.ts";

type Attributes = { readonly [name: string]: unknown };

/** Columns from which a sum over rows runs at the speed of memory. */
const WIDE = 1024;
/** Parts of the rows that are summed side by side, by several threads. */
const PARTS = 16;
/** Elements from which that pays. */
const MANY = 1 << 16;

/**
 * A sum over leading axes. Few columns are slow to sum, and one block of rows
 * is summed by one thread: as many rows as fit are laid side by side, parts of
 * the rows are summed apart, and then what they sum to.
 */
function sum(
  x: Value,
  { axes, keep = false }: { axes: readonly number[]; keep?: boolean },
): Value {
  if (platformInUse().manyThreads) {
    return reduce("ReduceSum", x, { axes, keep });
  }
  const rows = product(x.shape.slice(0, axes.length));
  const columns = product(x.shape.slice(axes.length));
  const leading = [...axes].sort((a, b) => a - b).every((axis, i) =>
    axis === i
  );
  if (!leading || x.rank === axes.length) {
    return reduce("ReduceSum", x, { axes, keep });
  }
  const blocks = axes.length === 3 ? blocksOf(x) : undefined;
  if (blocks !== undefined) {
    return reshape(
      sumOfBlocks(blocks),
      keep ? [1, 1, 1, columns] : [columns],
    );
  }
  const parts = x.size < MANY ? 1 : greatestDivisor(rows, PARTS);
  const beside = greatestDivisor(rows / parts, WIDE / columns);
  const rest = rows / parts / beside;
  if (rest === 1 || parts * beside === 1) {
    return reduce("ReduceSum", x, { axes, keep });
  }
  // Rows of each part, then parts, then what lies side by side.
  const extents = [parts, rest, beside].filter((extent) => extent > 1);
  let sums = reshape(x, [...extents, columns]);
  if (parts > 1) sums = reduce("ReduceSum", sums, { axes: [1] });
  for (let left = sums.rank - 1; left > 0; left--) {
    sums = reduce("ReduceSum", sums, { axes: [0] });
  }
  return reshape(
    sums,
    keep
      ? x.shape.map((n, axis) => axes.includes(axis) ? 1 : n)
      : x.shape.slice(axes.length),
  );
}

/** Sums over images and pixels of `[n, c, h, w]` in blocks: `[c]`. */
function sumOfBlocks(blocks: Value): Value {
  const [n, channels, h, w] = blocks.shape as [number, number, number, number];
  const block = channelBlock();
  const outer = channels / block;
  const beside = greatestDivisor(h * w, WIDE / block);
  let sums = blocks;
  if (beside < h * w) {
    const rows = [n * outer, h * w / beside, beside * block];
    sums = reduce("ReduceSum", reshape(sums, rows), { axes: [1] });
  }
  const images = reshape(sums, [n, outer * beside * block]);
  const one = reduce("ReduceSum", images, { axes: [0] });
  const apart = reshape(one, [outer, beside, block]);
  return reduce("ReduceSum", apart, { axes: [1] });
}

function product(extents: readonly number[]): number {
  return extents.reduce((all, extent) => all * extent, 1);
}

/** The sum divided by how many there are. */
function mean(
  x: Value,
  { axes, keep }: { axes: readonly number[]; keep: boolean },
): Value {
  const count = product(axes.map((axis) => x.shape[axis]!));
  if (count === 0 || platformInUse().manyThreads) {
    return reduce("ReduceMean", x, { axes, keep });
  }
  return binary("Div", [sum(x, { axes, keep }), scalar(count, "float32")]);
}

function axesOf(axis: unknown, x: Value): number[] {
  return util.parseAxisParam(axis as number | number[], [...x.shape]);
}

function reduction(type: string): Lowering {
  return ({ x }, { axis, reductionIndices, keepDims }) =>
    reduce(type, x!, {
      axes: axesOf(axis ?? reductionIndices, x!),
      keep: keepDims as boolean,
    });
}

/** ONNX passes over what is not a number; here it wins. */
function extreme(type: string): Lowering {
  return ({ x }, { axis, reductionIndices, keepDims }) => {
    const along = {
      axes: axesOf(axis ?? reductionIndices, x!),
      keep: keepDims as boolean,
    };
    const found = reduce(type, x!, along);
    if (x!.type !== "float32") return found;
    const strange = cast(isNaN(x!), "int32");
    const any = notZero(reduce("ReduceMax", strange, along));
    return where(any, scalar(NaN, "float32"), found);
  };
}

function isNaN(x: Value): Value {
  return record("IsNaN", [x], { shape: x.shape, type: "bool" });
}

function where(condition: Value, yes: Value, no: Value): Value {
  return record("Where", [condition, yes, no], {
    shape: condition.shape,
    type: no.type,
  });
}

/** `all` and `any` as least and greatest of zeros and ones. */
function logical(type: string): Lowering {
  return ({ x }, { axis, keepDims }) => {
    const ones = cast(x!, "int32");
    const axes = axesOf(axis, x!);
    const found = reduce(type, ones, { axes, keep: keepDims as boolean });
    return notZero(found);
  };
}

function notZero(value: Value): Value {
  const zero = binary("Equal", [value, scalar(0, value.type)], "bool");
  return unary("Not", zero);
}

/** Place of the extreme; `worst` stands in for what is not a number. */
function argument(type: string, worst: number): Lowering {
  return ({ x }, { axis }) => {
    const [along] = axesOf(axis, x!);
    const numbers = x!.type === "float32"
      ? where(isNaN(x!), scalar(worst, "float32"), x!)
      : cast(x!, "int32");
    const found = record(type, [numbers], {
      shape: x!.shape.filter((_, i) => i !== along),
      type: "int64",
      attributes: { axis: along!, keepdims: 0 },
    });
    return cast(found, "int32");
  };
}

function cumulate(type: string): Lowering {
  return ({ x }, { axis, exclusive, reverse }) =>
    record(type, [x!, scalar(axis as number, "int64")], {
      shape: x!.shape,
      type: x!.type,
      attributes: {
        exclusive: exclusive ? 1 : 0,
        reverse: reverse ? 1 : 0,
      },
    });
}

/** The k largest of the last axis, the largest first. */
function topK({ x }: Readonly<Record<string, Value>>, attributes: Attributes) {
  const k = attributes.k as number;
  const shape = [...x!.shape.slice(0, -1), k];
  // Nothing to choose from is left to the reference kernel.
  if (x!.rank === 0 || x!.size === 0 || k === 0) return undefined;
  const [values, indices] = recordMany("TopK", [x!, int64s([k])], {
    outputs: [{ shape, type: x!.type }, { shape, type: "int64" }],
    attributes: { axis: -1, largest: 1, sorted: 1 },
  });
  return [values!, cast(indices!, "int32")];
}

function alongLast(type: string): Lowering {
  return ({ logits }) => unary(type, logits!, { axis: -1 });
}

/** Kernels that combine elements along axes. */
export const reductions: Lowerings = {
  Sum: ({ x }, { axis, keepDims }) => {
    const numbers = x!.type === "bool" ? cast(x!, "int32") : x!;
    const axes = axesOf(axis, x!);
    return sum(numbers, { axes, keep: keepDims as boolean });
  },
  Mean: ({ x }, { axis, keepDims }) => {
    const numbers = cast(x!, "float32");
    const axes = axesOf(axis, x!);
    return mean(numbers, { axes, keep: keepDims as boolean });
  },
  Max: extreme("ReduceMax"),
  Min: extreme("ReduceMin"),
  Prod: reduction("ReduceProd"),
  All: logical("ReduceMin"),
  Any: logical("ReduceMax"),
  ArgMax: argument("ArgMax", -Infinity),
  ArgMin: argument("ArgMin", Infinity),
  Cumsum: cumulate("CumSum"),
  Softmax: alongLast("Softmax"),
  TopK: topK,
  LogSoftmax: alongLast("LogSoftmax"),
};
