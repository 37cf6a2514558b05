import assert from "node:assert/strict";
import { canonical } from "../../lib/plan/canonical.ts";

Deno.test("canonical() sorts keys and drops absent entries", () => {
  const value = canonical({ b: [{ d: 1, c: null }], a: undefined, A: "x" });
  assert.equal(JSON.stringify(value), '{"A":"x","b":[{"c":null,"d":1}]}');
});

Deno.test("canonical() survives hostile key names", () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "a": 2}');
  const value = canonical(hostile) as Record<string, unknown>;
  assert.equal(JSON.stringify(value), '{"__proto__":{"polluted":1},"a":2}');
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

Deno.test("canonical() refuses what a key cannot hold, by path", () => {
  const cases: [unknown, RegExp][] = [
    [{ a: { b: [1, NaN] } }, /'config\.a\.b\[1\]'.*got the number NaN/],
    [{ a: -Infinity }, /'config\.a'.*got the number -Infinity/],
    [{ a: new Map() }, /'config\.a'.*got a Map/],
    [{ a: new Date(0) }, /got a Date/],
    [{ a: () => 1 }, /got a function/],
    [{ a: 1n }, /got a bigint/],
    [{ a: "\ud800" }, /surrogate/],
    [{ "\udfff": 1 }, /surrogate/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => canonical(value, "config"), message);
  }
});
