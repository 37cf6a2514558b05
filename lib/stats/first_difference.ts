/** The first place where two values differ, and by how much. */
export interface Difference {
  /** Where, such as `"weights.dense/kernel"`; empty for the values themselves. */
  readonly path: string;
  /** Shape of the tensor there, when it is known. */
  readonly shape: readonly number[] | undefined;
  /** Position of the first element that differs, row-major; absent outside of tensors. */
  readonly index: number | undefined;
  /** That element, or the leaf, of the first value; undefined when it has none. */
  readonly before: unknown;
  /** That element, or the leaf, of the second value; undefined when it has none. */
  readonly after: unknown;
  /** Elements that differ at this place. */
  readonly count: number;
  /** Elements at this place, of the longer one. */
  readonly size: number;
  /** Largest |before − after|; Infinity when one is not finite; undefined without numbers. */
  readonly largestAbsolute: number | undefined;
  /** Largest |before − after| / max(|before|, |after|), likewise. */
  readonly largestRelative: number | undefined;
  /** Places that differ in all, this one among them. */
  readonly places: number;
}

type Numbers = ArrayLike<number | bigint>;

/** Deeper values are not looked at: they are no artifacts, or cyclic. */
const MAX_DEPTH = 64;

/**
 * Compares two decoded artifacts element by element: records, arrays, maps,
 * typed arrays, numbers, texts. Typed arrays and arrays of numbers are
 * tensors; a record with `data` and `shape`, or with a `shape` whose size is
 * that of a typed array beside it, gives their shape. Numbers are equal when
 * their bits are, but for NaNs.
 *
 * @param before What is recorded
 * @param after What came out now
 * @returns The first difference in the order of `before`'s fields; undefined
 * when there is none
 *
 * @example
 * ```ts
 * import { firstDifference } from "./first_difference.ts";
 *
 * const shape = [2, 2];
 * const found = firstDifference(
 *   { a: { shape, data: Float32Array.of(1, 2, 3, 4) } },
 *   { a: { shape, data: Float32Array.of(1, 2, 3, 5) } },
 * );
 * console.assert(found?.path === "a" && found.index === 3);
 * ```
 */
export function firstDifference(
  before: unknown,
  after: unknown,
): Difference | undefined {
  const found: Omit<Difference, "places">[] = [];
  walk(before, after, { path: [], shape: undefined, found });
  const [first] = found;
  return first === undefined ? undefined : { ...first, places: found.length };
}

interface Walk {
  readonly path: readonly string[];
  /** Shape that the values around give to what is here. */
  readonly shape: readonly number[] | undefined;
  readonly found: Omit<Difference, "places">[];
}

function walk(before: unknown, after: unknown, at: Walk): void {
  if (Object.is(before, after) || at.path.length > MAX_DEPTH) return;
  const [a, b] = [numbersOf(before), numbersOf(after)];
  if (a !== undefined && b !== undefined) {
    compareNumbers(a, b, at);
    return;
  }
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  if (left === undefined || right === undefined) {
    at.found.push(leaf(before, after, at));
    return;
  }
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [l, r] = [left.get(name), right.get(name)];
    const shape = shapeBeside(left, l);
    // A tensor goes by the name of its record.
    const isData = name === "data" && shape !== undefined;
    const path = isData ? at.path : [...at.path, name];
    walk(l, r, { path, shape, found: at.found });
  }
}

function compareNumbers(
  before: Numbers,
  after: Numbers,
  { path, shape, found }: Walk,
): void {
  const size = Math.max(before.length, after.length);
  let index: number | undefined;
  let [count, absolute, relative] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    const [a, b] = [before[i], after[i]];
    if (Object.is(a, b)) continue;
    index ??= i;
    count++;
    if (a === undefined || b === undefined) continue;
    const gap = distance(Number(a), Number(b));
    absolute = Math.max(absolute, gap);
    const scale = Math.max(Math.abs(Number(a)), Math.abs(Number(b)));
    if (gap > 0) {
      relative = Math.max(relative, gap === Infinity ? gap : gap / scale);
    }
  }
  if (index === undefined) return;
  found.push({
    path: path.join("."),
    shape: before.length === after.length ? shape : undefined,
    index,
    before: before[index],
    after: after[index],
    count,
    size,
    largestAbsolute: absolute,
    largestRelative: relative,
  });
}

function distance(a: number, b: number): number {
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) : Infinity;
}

function leaf(
  before: unknown,
  after: unknown,
  { path }: Walk,
): Omit<Difference, "places"> {
  const isNumber = typeof before === "number" && typeof after === "number";
  const gap = isNumber ? distance(before, after) : undefined;
  const scale = isNumber ? Math.max(Math.abs(before), Math.abs(after)) : 1;
  return {
    path: path.join("."),
    shape: undefined,
    index: undefined,
    before,
    after,
    count: 1,
    size: 1,
    largestAbsolute: gap,
    largestRelative: gap === undefined || gap === 0 || gap === Infinity
      ? gap
      : gap / scale,
  };
}

/** Elements of a typed array, of bytes, or of an array of numbers. */
function numbersOf(value: unknown): Numbers | undefined {
  if (value instanceof DataView) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return value as unknown as Numbers;
  const isNumbers = Array.isArray(value) && value.length > 0 &&
    value.every((element) => typeof element === "number");
  return isNumbers ? value : undefined;
}

/** What is inside a value, by name; undefined for a leaf. */
function fieldsOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries = value instanceof Map
    ? [...value]
    : value instanceof Set
    ? [...value].map((element, i) => [i, element])
    : value instanceof Date
    ? [["time", value.getTime()]]
    : Object.entries(value);
  return new Map(entries.map(([name, field]) => [String(name), field]));
}

/** The shape that a record gives to a typed array in it. */
function shapeBeside(
  fields: ReadonlyMap<string, unknown>,
  value: unknown,
): readonly number[] | undefined {
  const shape = fields.get("shape");
  if (!ArrayBuffer.isView(value) || !Array.isArray(shape)) return undefined;
  const size = shape.reduce((product, extent) => product * extent, 1);
  return size === (value as unknown as Numbers).length ? shape : undefined;
}
