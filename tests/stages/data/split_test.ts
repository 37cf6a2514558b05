import assert from "node:assert/strict";
import { splitByContent } from "../../../stages/data/work/split.ts";

const shares = { seed: 1n, validation: 0.2, test: 0.2 };
const items = (count: number) =>
  Array.from({ length: count }, (_, i) => `content ${i}`);

/** Part of each item. */
function partsOf(split: ReturnType<typeof splitByContent>): string[] {
  const parts: string[] = [];
  for (const [name, members] of Object.entries(split)) {
    for (const at of members) parts[at] = name;
  }
  return parts;
}

Deno.test("splitByContent() parts by share, and each item once", () => {
  const { train, validation, test } = splitByContent(items(50), shares);
  assert.deepEqual([train.length, validation.length, test.length], [
    30,
    10,
    10,
  ]);
  assert.equal(new Set([...train, ...validation, ...test]).size, 50);
});

Deno.test("splitByContent() keeps groups together and near the shares", () => {
  const digests = items(60);
  // One of 12, 12 of 2, 24 alone.
  const groups = digests.map((_, i) => i < 12 ? 0 : i < 36 ? i - i % 2 : i);
  const split = splitByContent(digests, { ...shares, groups });
  const parts = partsOf(split);
  for (let i = 0; i < 60; i++) {
    assert.equal(parts[i], parts[groups.indexOf(groups[i]!)]);
  }
  assert.equal(split.test.length, 12);
  assert.equal(split.validation.length, 12);
});

Deno.test("splitByContent() leaves no part empty, however large groups are", () => {
  const digests = items(100);
  const groups = digests.map((_, i) => i < 90 ? 0 : i < 95 ? 1 : 2);
  const split = splitByContent(digests, {
    seed: 1n,
    validation: 0.01,
    test: 0.01,
    groups,
  });
  assert.deepEqual(
    [split.train.length, split.validation.length, split.test.length]
      .sort((a, b) => a - b),
    [5, 5, 90],
  );
  assert.equal(split.train.length, 90);
  assert.throws(
    () => splitByContent(digests, { ...shares, groups: digests.map(() => 0) }),
    /expected at least 3 different ones, got 1/,
  );
});

Deno.test("splitByContent() moves few others when an item is added", () => {
  const digests = items(200);
  const groups = digests.map((_, i) => i - i % 4);
  const before = partsOf(splitByContent(digests, { ...shares, groups }));
  const more = [...digests, "another"];
  const after = partsOf(
    splitByContent(more, { ...shares, groups: [...groups, 200] }),
  );
  const moved = before.filter((part, i) => part !== after[i]).length;
  assert.ok(moved <= 8, `${moved}`);
  const member = partsOf(
    splitByContent(more, { ...shares, groups: [...groups, 196] }),
  );
  assert.ok(before.filter((part, i) => part !== member[i]).length <= 12);
});

Deno.test("splitByContent() without groups is what it was", () => {
  const split = splitByContent(items(10), shares);
  const alone = splitByContent(items(10), {
    ...shares,
    groups: items(10).map((_, i) => i),
  });
  assert.deepEqual(split, alone);
});
