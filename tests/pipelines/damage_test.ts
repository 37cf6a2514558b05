import assert from "node:assert/strict";
import { WAYS } from "../../pipelines/_damage.ts";
import { shapePictures } from "../fixtures/images.ts";

const { train } = await shapePictures({ size: 16, train: 120, test: 4 });

/** Mean squared difference from the images as they are. */
function errorOf(pixels: Uint8Array): number {
  return pixels.reduce((sum, p, i) => sum + (p - train.pixels[i]!) ** 2, 0) /
    pixels.length;
}

Deno.test("ways to blur and to add noise do more at every level", () => {
  for (const way of ["blur", "noise"] as const) {
    const errors = WAYS[way].levels.map((level) =>
      errorOf(WAYS[way].apply(train, level, 1n).pixels)
    );
    errors.forEach((error, i) => assert.ok(error > (errors[i - 1] ?? 0)));
  }
  const noisy = WAYS.noise.apply(
    { ...train, pixels: train.pixels.map(() => 128) },
    8,
    1n,
  );
  const square = noisy.pixels.reduce((sum, p) => sum + (p - 128) ** 2, 0);
  const deviation = Math.sqrt(square / noisy.pixels.length);
  assert.ok(Math.abs(deviation - 8) < 0.1, `${deviation}`);
  const flat = { ...train, pixels: train.pixels.map(() => 77) };
  assert.deepEqual(WAYS.blur.apply(flat, 4).pixels, flat.pixels);
});

Deno.test("the way that leaves out classes leaves out as many, and those before", () => {
  const left = [1, 2].map((count) =>
    new Set(WAYS.classes.apply(train, count, 3n).labels)
  );
  assert.deepEqual(left.map(({ size }) => size), [2, 1]);
  assert.ok([...left[1]!].every((label) => left[0]!.has(label)));
});

Deno.test("the way that copies keeps the number of images and few of them", () => {
  const { shape, pixels } = WAYS.collapse.apply(train, 10, 3n);
  assert.deepEqual(shape, train.shape);
  const size = pixels.length / shape[0];
  const kinds = Array.from(
    { length: shape[0] },
    (_, i) => pixels.subarray(i * size, (i + 1) * size).join(),
  );
  assert.equal(new Set(kinds).size, 10);
});
