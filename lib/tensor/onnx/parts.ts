import { channelsLast, firstOf, TO_NCHW } from "./channels_first.ts";
import { int64s, record, reshape } from "./record.ts";
import type { Value } from "./value.ts";

/** Elements `begin … end` in steps, on every axis. */
export function slice(
  x: Value,
  range: {
    readonly begin: readonly number[];
    readonly shape: readonly number[];
    readonly steps?: readonly number[];
  },
): Value {
  const { begin, shape, steps = shape.map(() => 1) } = range;
  if (shape.every((n, i) => n === x.shape[i] && steps[i] === 1)) return x;
  const end = begin.map((start, i) => {
    const past = start + shape[i]! * steps[i]!;
    // A negative end counts from the back: go before the first element instead.
    return past < 0 ? -x.shape[i]! - 1 : past;
  });
  return record("Slice", [
    x,
    int64s(begin),
    int64s(end),
    int64s(begin.map((_, axis) => axis)),
    int64s(steps),
  ], { shape, type: x.type });
}

/** Values one after the other along an axis; negative axes count from the last. */
export function concat(values: readonly Value[], axis: number): Value {
  const first = values[0]!;
  if (values.length === 1) return first;
  const along = axis < 0 ? axis + first.rank : axis;
  const total = values.reduce((sum, { shape }) => sum + shape[along]!, 0);
  return record("Concat", values, {
    shape: first.shape.map((n, i) => i === along ? total : n),
    type: first.type,
    attributes: { axis: along },
  });
}

/**
 * Adds zeros before and after the elements of each axis; negative counts take
 * elements away.
 */
export function pad(
  x: Value,
  counts: {
    readonly before?: readonly number[];
    readonly after?: readonly number[];
  },
): Value {
  const none = x.shape.map(() => 0);
  const { before = none, after = none } = counts;
  // ONNX Runtime's own taking away goes element by element.
  const takeAway = (from: Value) =>
    slice(from, {
      begin: before.map((count) => Math.max(0, -count)),
      shape: from.shape.map((n, axis) =>
        n + Math.min(0, before[axis]!) + Math.min(0, after[axis]!)
      ),
    });
  const zeros = {
    before: before.map((count) => Math.max(0, count)),
    after: after.map((count) => Math.max(0, count)),
  };
  // What is taken away may reach into the zeros.
  const isEnough = x.shape.every((n, axis) =>
    n + Math.min(0, before[axis]!) + Math.min(0, after[axis]!) >= 0
  );
  return isEnough ? addZeros(takeAway(x), zeros) : takeAway(addZeros(x, zeros));
}

function addZeros(
  x: Value,
  { before, after }: {
    readonly before: readonly number[];
    readonly after: readonly number[];
  },
): Value {
  const added = [...before, ...after];
  if (added.every((count) => count === 0)) return x;
  return record("Pad", [x, int64s(added)], {
    shape: x.shape.map((n, axis) => n + before[axis]! + after[axis]!),
    type: x.type,
  });
}

/** Combines the elements along axes, such as by `ReduceSum`. */
export function reduce(
  type: string,
  x: Value,
  { axes, keep = false }: { axes: readonly number[]; keep?: boolean },
): Value {
  // ONNX reads an empty list of axes as all of them.
  if (axes.length === 0) return x;
  const first = firstOf(x);
  if (first !== undefined) {
    const along = axes.map((axis) => TO_NCHW.indexOf(axis));
    // By pixels first, then by images: kernels for axes apart are slow.
    const kept = channelsLast(
      [along.filter((axis) => axis > 0), along.filter((axis) => axis === 0)]
        .reduce(
          (value, axes) => reduce(type, value, { axes, keep: true }),
          first,
        ),
    );
    return keep
      ? kept
      : reshape(kept, kept.shape.filter((_, axis) => !axes.includes(axis)));
  }
  const shape = keep
    ? x.shape.map((n, axis) => axes.includes(axis) ? 1 : n)
    : x.shape.filter((_, axis) => !axes.includes(axis));
  return record(type, [x, int64s(axes)], {
    shape,
    type: x.type,
    attributes: { keepdims: keep ? 1 : 0 },
  });
}
