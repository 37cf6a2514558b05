import assert from "node:assert/strict";
import { join } from "node:path";
import { mnist } from "../../../stages/data/mnist.ts";
import type { ImageSet } from "../../../stages/kinds/mod.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { runStage } from "../../fixtures/run_stage.ts";

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

async function read(config: Readonly<Record<string, unknown>>) {
  const { outputs: { scores: _, ...outputs } } = await runStage(mnist, {
    config,
  });
  return outputs as Record<"train" | "validation" | "test", ImageSet>;
}

/** Writes the four IDX files with this many blank images. */
async function writeIdx(
  folder: string,
  counts: { readonly train: number; readonly t10k: number },
): Promise<void> {
  for (const [name, count] of Object.entries(counts)) {
    const head = (
      type: number,
      ...extents: readonly number[]
    ) => [
      0,
      0,
      8,
      type,
      ...extents.flatMap((extent) => [
        0,
        0,
        extent >> 8,
        extent & 255,
      ]),
    ];
    const images = Uint8Array.from([
      ...head(3, count, 28, 28),
      ...new Uint8Array(count * 784).fill(7),
    ]);
    const labels = Uint8Array.from([
      ...head(1, count),
      ...new Uint8Array(count).fill(3),
    ]);
    await Deno.writeFile(join(folder, `${name}-images-idx3-ubyte`), images);
    await Deno.writeFile(join(folder, `${name}-labels-idx1-ubyte`), labels);
  }
}

Deno.test("data.mnist gives the digits as they were published", async () => {
  // Sums and counts were taken from the IDX files with a few lines of Python.
  const { train, validation, test } = await read({
    size: 28,
    limit: 300,
    validation: 20,
    testLimit: 300,
  });
  assert.deepEqual(train.shape, [300, 28, 28, 1]);
  assert.deepEqual(validation.shape, [20, 28, 28, 1]);
  assert.deepEqual(test.shape, [300, 28, 28, 1]);
  assert.deepEqual(
    [...train.labels!.subarray(0, 12)],
    [5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5],
  );
  assert.deepEqual(
    [...test.labels!.subarray(0, 12)],
    [7, 2, 1, 0, 4, 1, 4, 9, 5, 9, 0, 6],
  );
  assert.deepEqual(
    [...validation.labels!],
    [8, 7, 6, 0, 9, 7, 5, 7, 2, 1, 1, 6, 8, 9, 4, 1, 5, 2, 2, 9],
  );
  const count = (set: ImageSet, digit: number) =>
    set.labels!.filter((label) => label === digit).length;
  assert.deepEqual(
    train.classes.map((_, digit) => count(train, digit)),
    [34, 39, 28, 34, 32, 23, 29, 29, 21, 31],
  );
  assert.equal(sum(train.pixels.subarray(0, 784)), 27525);
  assert.equal(sum(train.pixels), 7648383);
  assert.equal(sum(validation.pixels), 478049);
  assert.equal(sum(test.pixels), 7198101);
});

Deno.test("data.mnist pads to 32 pixels with zeros", async () => {
  const config = { limit: 5, validation: 3, testLimit: 2 };
  const small = await read({ ...config, size: 28 });
  const { train, test } = await read({ ...config, size: 32 });
  assert.deepEqual(train.shape, [5, 32, 32, 1]);
  for (const [large, own] of [[train, small.train], [test, small.test]]) {
    for (let at = 0; at < large!.pixels.length; at++) {
      const [image, row, column] = [at >> 10, (at >> 5) & 31, at & 31];
      const inside = row >= 2 && row < 30 && column >= 2 && column < 30;
      const expected = inside
        ? own!.pixels[(image * 28 + row - 2) * 28 + column - 2]
        : 0;
      assert.equal(large!.pixels[at], expected);
    }
  }
});

Deno.test("data.mnist takes means of 2×2 pixels at 16 pixels", async () => {
  const config = { limit: 5, validation: 3, testLimit: 2 };
  const large = await read({ ...config, size: 32 });
  const { train, validation } = await read({ ...config, size: 16 });
  assert.deepEqual(train.shape, [5, 16, 16, 1]);
  assert.deepEqual(validation.shape, [3, 16, 16, 1]);
  for (let at = 0; at < train.pixels.length; at++) {
    const [image, row, column] = [at >> 8, (at >> 4) & 15, at & 15];
    let sum = 0;
    for (const [down, right] of [[0, 0], [0, 1], [1, 0], [1, 1]] as const) {
      sum += large.train
        .pixels[(image * 32 + 2 * row + down) * 32 + 2 * column + right]!;
    }
    assert.equal(train.pixels[at], Math.floor(sum / 4 + 0.5));
  }
});

Deno.test("data.mnist keeps its parts apart", async () => {
  const parts = await read({ limit: 2000, validation: 500, testLimit: 500 });
  const seen = new Set<string>();
  for (const { pixels, shape } of Object.values(parts)) {
    for (let i = 0; i < shape[0]; i++) {
      seen.add(pixels.subarray(i * 1024, (i + 1) * 1024).join());
    }
  }
  assert.equal(seen.size, 3000);
});

Deno.test("data.mnist counts what straddles its parts", async () => {
  await withFolder(async (folder) => {
    await writeIdx(folder, { train: 8, t10k: 3 });
    const config = { directory: folder, limit: 6, validation: 2, testLimit: 3 };
    const blank = await runStage(mnist, { config });
    const value = (value: number) => ({ value });
    assert.deepEqual(blank.outputs.scores, {
      heldOut: value(5),
      duplicatesAcross: value(5),
      nearDuplicatesAcross: value(0),
    });
    assert.match(
      blank.log.join("\n"),
      /of 5 held-out images 5 have the pixels of a training image/,
    );
  });
  const { outputs } = await runStage(mnist, {
    config: { limit: 2000, validation: 500, testLimit: 500 },
  });
  assert.equal(outputs.scores.duplicatesAcross.value, 0);
  // Few digits of 3,000 are so alike, and nearly all of those are ones.
  assert.ok(outputs.scores.nearDuplicatesAcross.value < 30);
});

Deno.test("data.mnist names a file that is missing, truncated or too small", async () => {
  await withFolder(async (folder) => {
    const config = { directory: folder, limit: 6, validation: 2, testLimit: 3 };
    await writeIdx(folder, { train: 8, t10k: 3 });
    const { train, test } = await read({ ...config, size: 28 });
    assert.deepEqual(train.shape, [6, 28, 28, 1]);
    assert.equal(test.labels![2], 3);
    await assert.rejects(
      () => read({ ...config, limit: 7 }),
      /expected at least 9 training images, got 8; lower 'limit'/,
    );
    await assert.rejects(
      () => read({ ...config, testLimit: 4 }),
      /expected at least 4 test images, got 3; lower 'testLimit'/,
    );
    const path = join(folder, "train-images-idx3-ubyte");
    await Deno.truncate(path, 16 + 8 * 784 - 1);
    await assert.rejects(
      () => read(config),
      (error: Error) =>
        error.message.includes(path) &&
        /expected 6288 bytes, got 6287; fetch the file again/.test(
          error.message,
        ),
    );
    await Deno.remove(path);
    await assert.rejects(
      () => read(config),
      /train-images-idx3-ubyte': it does not exist/,
    );
  });
});

Deno.test("data.mnist refuses more images than there are", () => {
  assert.throws(
    () => mnist({ limit: 59_000, validation: 1001 }),
    /must not exceed 60000/,
  );
});
