import assert from "node:assert/strict";
import { decode } from "fast-png";
import { randomResizedCrop } from "../../lib/image/crop.ts";
import { decodeIdx } from "../../lib/image/idx.ts";
import { encodePng } from "../../lib/image/png.ts";
import { tileImages } from "../../lib/image/tile.ts";
import { random } from "../../lib/stats/random.ts";

Deno.test("decodeIdx() reads shape and bytes", () => {
  const bytes = Uint8Array.of(
    0,
    0,
    8,
    2,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    3,
    1,
    2,
    3,
    4,
    5,
    6,
  );
  const { shape, data } = decodeIdx(bytes, "x");
  assert.deepEqual(shape, [2, 3]);
  assert.deepEqual([...data], [1, 2, 3, 4, 5, 6]);
});

const BROKEN = {
  "an empty file": [[], /got an empty file/],
  "another format": [
    [0x89, 0x50, 0x4e, 0x47],
    /to start with 0 0 8, got 137 80 78/,
  ],
  "a truncated header": [[0, 0, 8, 2, 0, 0], /expected 12 bytes, got 6/],
  "truncated data": [
    [0, 0, 8, 1, 0, 0, 0, 3, 1],
    /expected 11 bytes, got 9; fetch/,
  ],
  "too many bytes": [
    [0, 0, 8, 1, 0, 0, 0, 1, 1, 2],
    /expected 9 bytes, got 10/,
  ],
} as const;

for (const [name, [bytes, expected]] of Object.entries(BROKEN)) {
  Deno.test(`decodeIdx() refuses ${name}`, () => {
    assert.throws(() => decodeIdx(Uint8Array.from(bytes), "x"), expected);
  });
}

Deno.test("tileImages() puts images side by side with a grey line between", () => {
  const { pixels, width, height } = tileImages({
    pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
    shape: [3, 1, 2, 1],
  }, { columns: 2, limit: 9 });
  assert.deepEqual([width, height], [5, 3]);
  assert.deepEqual(
    [...pixels],
    [
      [1, 2, 128, 3, 4],
      [128, 128, 128, 128, 128],
      [5, 6, 128, 128, 128],
    ].flat(),
  );
});

for (const channels of [1, 3]) {
  Deno.test(`encodePng() with ${channels} channels reads back to the same pixels`, () => {
    const pixels = Uint8Array.from(
      { length: 5 * 4 * channels },
      (_, i) => (i * 37) % 256,
    );
    const back = decode(encodePng({ pixels, width: 5, height: 4, channels }));
    assert.deepEqual([back.width, back.height], [5, 4]);
    assert.deepEqual([...back.data], [...pixels]);
  });
}

Deno.test("randomResizedCrop() gives rows of bilinear weights", () => {
  const size = 8;
  const { rows, columns } = randomResizedCrop(random(1n), {
    batch: 40,
    size,
    scale: [0.3, 1],
  });
  for (const matrix of [rows, columns]) {
    for (let row = 0; row < 40 * size; row++) {
      const weights = matrix.subarray(row * size, (row + 1) * size);
      const sum = weights.reduce((a, b) => a + b, 0);
      // A row of bilinear weights: at most two, neighbours, that sum to one.
      assert(Math.abs(sum - 1) < 1e-6);
      const used = [...weights.keys()].filter((i) => weights[i]! > 1e-7);
      assert(used.length <= 2 && used.at(-1)! - used[0]! <= 1);
      assert(weights.every((weight) => weight >= 0));
    }
  }
});
