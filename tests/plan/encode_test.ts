import assert from "node:assert/strict";
import type { Data } from "../../lib/plan/canonical.ts";
import { encodeData } from "../../lib/plan/encode.ts";

Deno.test("encodeData() tells apart values that look alike", () => {
  const values: Data[] = [
    null,
    false,
    true,
    0,
    -0,
    1,
    "1",
    "",
    "null",
    [],
    {},
    [[]],
    [null],
    ["a", "b"],
    ["ab"],
    ["a,b"],
    ["a", ["b"]],
    [["a"], "b"],
    ["as1:b"],
    { a: "b" },
    ["a", "b", ""],
    { a: { b: 1 } },
    { a: {}, b: 1 },
    { ab: 1 },
    { a: "b1" },
    "s1:a",
    1e21,
    0.1,
    0.1 + 0.2,
    0.3,
  ];
  const texts = values.map(encodeData);
  assert.equal(new Set(texts).size, values.length);
});

Deno.test("encodeData() does not depend on the order of keys", () => {
  assert.equal(encodeData({ a: 1, b: 2 }), encodeData({ b: 2, a: 1 }));
});

Deno.test("encodeData() is uniquely decodable on random data", () => {
  let state = 12345;
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  const make = (depth: number): Data => {
    const kind = next(depth > 0 ? 6 : 4);
    if (kind === 0) return null;
    if (kind === 1) return next(2) === 1;
    if (kind === 2) return next(20) - 10;
    if (kind === 3) return ["", "a", "b", "ab", "s1:", "o0:"][next(6)]!;
    const items = Array.from({ length: next(4) }, () => make(depth - 1));
    if (kind === 4) return items;
    return Object.fromEntries(items.map((item, i) => ["abc"[i]!, item]));
  };
  const seen = new Map<string, string>();
  for (let i = 0; i < 20_000; i++) {
    const value = make(4);
    const text = encodeData(value);
    const json = JSON.stringify(value);
    assert.equal(seen.get(text) ?? json, json);
    seen.set(text, json);
  }
  assert.ok(seen.size > 1000);
  assert.equal(new Set(seen.values()).size, seen.size);
});
