import assert from "node:assert/strict";
import { firstDifference } from "../../lib/stats/first_difference.ts";

function tensor(shape: number[], ...values: number[]) {
  return { dtype: "float32", shape, data: Float32Array.from(values) };
}

Deno.test("firstDifference() finds none in equal values", () => {
  const make = () => ({
    weights: { "dense/kernel": tensor([2, 2], 1, NaN, 3, Infinity) },
    labels: Int32Array.of(1, 2),
    facts: { name: "a", loss: [0.5, 0.25], none: null, nothing: undefined },
    table: { columns: ["a"], rows: [[1, "x", null, true]] },
    big: BigInt64Array.of(2n ** 60n),
    map: new Map([["a", 1]]),
    set: new Set([1, 2]),
    at: new Date(7),
    view: new DataView(Uint8Array.of(1, 2).buffer),
  });
  assert.equal(firstDifference(make(), make()), undefined);
  assert.equal(firstDifference([], []), undefined);
  assert.equal(firstDifference("a", "a"), undefined);
  assert.equal(firstDifference(undefined, undefined), undefined);
});

Deno.test("firstDifference() names the tensor, the element and how far it is off", () => {
  const before = {
    a: tensor([2], 1, 2),
    b: tensor([2, 3], 0, 1, 2, 4, 5, 6),
    c: tensor([1], 7),
  };
  const after = {
    a: tensor([2], 1, 2),
    b: tensor([2, 3], 0, 1, 2, 5, 5, -6),
    c: tensor([1], 8),
  };
  assert.deepEqual(firstDifference(before, after), {
    path: "b",
    shape: [2, 3],
    index: 3,
    before: 4,
    after: 5,
    count: 2,
    size: 6,
    largestAbsolute: 12,
    largestRelative: 2,
    places: 2,
  });
});

Deno.test("firstDifference() takes the shape from beside a typed array", () => {
  const set = (...pixels: number[]) => ({
    classes: ["a"],
    pixels: Uint8Array.from(pixels),
    shape: [1, 2, 2, 1],
    labels: Int32Array.of(3),
  });
  const found = firstDifference(set(1, 2, 3, 4), set(1, 2, 3, 6));
  assert.equal(found?.path, "pixels");
  assert.deepEqual(found?.shape, [1, 2, 2, 1]);
  assert.deepEqual([found?.before, found?.after, found?.index], [4, 6, 3]);
  const labels = firstDifference(
    set(1, 2, 3, 4),
    { ...set(1, 2, 3, 4), labels: Int32Array.of(4) },
  );
  assert.equal(labels?.path, "labels");
  assert.equal(labels?.shape, undefined);
});

Deno.test("firstDifference() counts elements that only one side has", () => {
  const found = firstDifference(
    { codes: Float32Array.of(1, 2, 3) },
    { codes: Float32Array.of(1, 2, 3, 4, 5) },
  );
  assert.deepEqual(
    [found?.index, found?.before, found?.after, found?.count, found?.size],
    [3, undefined, 4, 2, 5],
  );
  const shape = firstDifference(
    tensor([2, 3], 1, 2, 3, 4, 5, 6),
    tensor([3, 2], 1, 2, 3, 4, 5, 6),
  );
  assert.deepEqual([shape?.path, shape?.before, shape?.after], ["shape", 2, 3]);
});

Deno.test("firstDifference() tells the bits of zeros, and what is not finite", () => {
  const zero = firstDifference(Float32Array.of(0), Float32Array.of(-0));
  assert.deepEqual(
    [zero?.count, zero?.largestAbsolute, zero?.largestRelative],
    [1, 0, 0],
  );
  const wild = firstDifference(Float32Array.of(1, NaN), Float32Array.of(1, 2));
  assert.deepEqual([wild?.index, wild?.largestAbsolute], [1, Infinity]);
  const big = firstDifference(
    BigInt64Array.of(1n, 2n),
    BigInt64Array.of(1n, 5n),
  );
  assert.deepEqual(
    [big?.before, big?.after, big?.largestAbsolute],
    [2n, 5n, 3],
  );
});

Deno.test("firstDifference() names leaves of records, lists and tables", () => {
  const facts = firstDifference(
    { facts: { runs: [{ loss: 0.5 }, { loss: 0.25 }] } },
    { facts: { runs: [{ loss: 0.5 }, { loss: 0.5 }] } },
  );
  assert.equal(facts?.path, "facts.runs.1.loss");
  assert.deepEqual(
    [facts?.largestAbsolute, facts?.largestRelative],
    [0.25, 0.5],
  );
  const cell = firstDifference(
    { rows: [["a", 1], ["b", 2]] },
    { rows: [["a", 1], ["c", 2]] },
  );
  assert.deepEqual([cell?.path, cell?.before, cell?.after], [
    "rows.1.0",
    "b",
    "c",
  ]);
  const missing = firstDifference({ a: 1 }, { b: 1 });
  assert.deepEqual(
    [missing?.path, missing?.before, missing?.after, missing?.places],
    ["a", 1, undefined, 2],
  );
  const kinds = firstDifference({ a: [1, 2] }, { a: "text" });
  assert.deepEqual([kinds?.path, kinds?.after], ["a", "text"]);
  const empty = firstDifference({ a: [] }, { a: [1] });
  assert.equal(empty?.path, "a.0");
});

Deno.test("firstDifference() ends on cyclic values", () => {
  const make = () => {
    const value: Record<string, unknown> = { a: 1 };
    value.self = value;
    return value;
  };
  assert.equal(firstDifference(make(), make()), undefined);
});
