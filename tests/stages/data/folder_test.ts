import assert from "node:assert/strict";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { ImageSet, ScoreSet } from "../../../stages/kinds/mod.ts";
import { folder as stage } from "../../../stages/data/folder.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { pictureOf, writePictures } from "../../fixtures/pictures.ts";
import { play } from "../../fixtures/run.ts";
import { runStage } from "../../fixtures/run_stage.ts";
import { type Painting, paintScene } from "../../fixtures/scenes.ts";

type Parts = Readonly<Record<"train" | "validation" | "test", ImageSet>>;

async function read(
  directory: string,
  config: Readonly<Record<string, unknown>> = {},
  seed = 1,
) {
  const run = await runStage(stage, {
    config: { path: ".", size: 8, ...config },
    directory,
    seed,
  });
  const { scores, ...outputs } = run.outputs;
  return { ...run, outputs: outputs as Parts, scores: scores as ScoreSet };
}

/** First pixel of every image of every part. */
function colours({ train, validation, test }: Parts): number[][] {
  return [test, validation, train].flatMap(({ pixels, shape }) => {
    const size = pixels.length / shape[0];
    return Array.from(
      { length: shape[0] },
      (_, i) => [...pixels.subarray(i * size, i * size + shape[3])],
    );
  });
}

/** The red of every image, sorted: which pictures are there. */
function reds(set: ImageSet): number[] {
  const size = set.pixels.length / set.shape[0];
  return Array.from(
    { length: set.shape[0] },
    (_, i) => set.pixels[i * size]!,
  ).sort((a, b) => a - b);
}

/** Writes grey pictures of the shades 0 to `count` − 1. */
async function writeShades(folder: string, count: number): Promise<void> {
  await writePictures(
    folder,
    Object.fromEntries(
      Array.from(
        { length: count },
        (_, i) => [`${String(i).padStart(2, "0")}.png`, [i, i, i]] as const,
      ),
    ),
  );
}

/** What the one picture of a folder becomes; two others make it three parts. */
async function only(
  folder: string,
  config: Readonly<Record<string, unknown>> = {},
): Promise<Uint8Array> {
  await writePictures(folder, {
    "other1.png": [255, 0, 255],
    "other2.png": [255, 0, 254],
  });
  const { outputs } = await read(folder, config);
  const found = Object.values(outputs).filter(({ pixels }) =>
    !(pixels[0] === 255 && pixels[2]! >= 254)
  );
  assert.equal(found.length, 1);
  assert.equal(found[0]!.shape[0], 1);
  return found[0]!.pixels;
}

Deno.test("data.folder reads every format", async () => {
  await withFolder(async (folder) => {
    await writePictures(folder, {
      "a.png": [200, 100, 50],
      "b.jpg": [200, 100, 51],
      "c.JPEG": [200, 100, 52],
      "d.webp": [200, 100, 53],
      "e.gif": [200, 100, 54],
      "f.tiff": [200, 100, 55],
      "g.avif": [200, 100, 56],
    });
    const { outputs, progress } = await read(folder);
    const found = colours(outputs);
    assert.equal(found.length, 7);
    for (const [red, green, blue] of found) {
      assert.ok(Math.abs(red! - 200) <= 3, `red ${red}`);
      assert.ok(Math.abs(green! - 100) <= 3, `green ${green}`);
      assert.ok(Math.abs(blue! - 53) <= 6, `blue ${blue}`);
    }
    assert.deepEqual(outputs.train.shape, [5, 8, 8, 3]);
    assert.deepEqual(outputs.test.shape, [1, 8, 8, 3]);
    assert.equal(outputs.train.labels, undefined);
    assert.equal(progress.at(-1), 1);
  });
});

Deno.test("data.folder leaves pixels of the right size as they are", async () => {
  await withFolder(async (folder) => {
    const pixels = Uint8Array.from({ length: 192 }, (_, i) => (i * 37) % 251);
    const picture = { width: 8, height: 8, channels: 3, pixels } as const;
    await Deno.writeFile(
      join(folder, "noise.png"),
      await pictureOf("noise.png", picture),
    );
    assert.deepEqual(await only(folder), pixels);
  });
});

Deno.test("data.folder crops or pads, as asked", async () => {
  await withFolder(async (folder) => {
    // Left and right quarters red, the middle square green.
    const pixels = Uint8Array.from({ length: 32 * 16 * 3 }, (_, i) => {
      const x = Math.floor(i / 3) % 32;
      const isMiddle = x >= 8 && x < 24;
      return [isMiddle ? 0 : 255, isMiddle ? 255 : 0, 0][i % 3]!;
    });
    const picture = { width: 32, height: 16, channels: 3, pixels } as const;
    await Deno.writeFile(
      join(folder, "wide.png"),
      await pictureOf("wide.png", picture),
    );
    const cover = await only(folder, { fit: "cover" });
    const inner = (x: number, y: number) => {
      const at = (y * 8 + x) * 3;
      return [...cover.subarray(at, at + 3)];
    };
    // Away from the cut edges, where the filter looks at neighbours.
    for (let x = 2; x < 6; x++) {
      const [red, green, blue] = inner(x, 4);
      assert.ok(red! <= 2 && green! >= 253 && blue === 0, `${inner(x, 4)}`);
    }
    const contain = await only(folder, {
      fit: "contain",
      background: "#0000ff",
    });
    const row = (y: number) => [...contain.subarray(y * 24, y * 24 + 3)];
    assert.deepEqual(row(0), [0, 0, 255]);
    assert.deepEqual(row(1), [0, 0, 255]);
    assert.ok(row(3)[0]! > 240, `${row(3)}`);
    assert.deepEqual(row(6), [0, 0, 255]);
  });
});

Deno.test("data.folder turns pictures the way EXIF says", async () => {
  await withFolder(async (folder) => {
    // A red first row; orientation 6 means: turn a quarter clockwise.
    const pixels = Uint8Array.from(
      { length: 192 },
      (_, i) => (i < 24 ? [250, 0, 0] : [0, 200, 0])[i % 3]!,
    );
    await Deno.writeFile(
      join(folder, "turned.png"),
      await pictureOf("turned.png", {
        width: 8,
        height: 8,
        channels: 3,
        pixels,
        orientation: 6,
      }),
    );
    const turned = await only(folder);
    for (let y = 0; y < 8; y++) {
      const red = Array.from({ length: 8 }, (_, x) => turned[(y * 8 + x) * 3]!);
      assert.deepEqual(red, [0, 0, 0, 0, 0, 0, 0, 250]);
    }
  });
});

Deno.test("data.folder lays transparent parts on the background", async () => {
  await withFolder(async (folder) => {
    const pixels = Uint8Array.from(
      { length: 256 },
      (_, i) => [0, 200, 0, 51][i % 4]!,
    );
    await Deno.writeFile(
      join(folder, "glass.png"),
      await pictureOf("glass.png", {
        width: 8,
        height: 8,
        channels: 4,
        pixels,
      }),
    );
    // 51/255 of the colour and 204/255 of what lies behind.
    const onBlack = await only(folder);
    assert.deepEqual([...onBlack.subarray(0, 3)], [0, 40, 0]);
    const onBlue = await only(folder, { background: "#000064" });
    assert.deepEqual([...onBlue.subarray(0, 3)], [0, 40, 80]);
  });
});

Deno.test("data.folder gives one channel or three, whatever the files have", async () => {
  await withFolder(async (folder) => {
    const grey = Uint8Array.from({ length: 64 }, (_, i) => i * 3);
    const picture = { width: 8, height: 8, channels: 1, pixels: grey } as const;
    await Deno.writeFile(
      join(folder, "grey.png"),
      await pictureOf("grey.png", picture),
    );
    const three = await only(folder, { channels: 3 });
    assert.deepEqual(
      three,
      Uint8Array.from({ length: 192 }, (_, i) => grey[Math.floor(i / 3)]!),
    );
    // Both others are of the same grey.
    await writePictures(folder, { "other3.png": [0, 255, 0] });
    const { outputs } = await read(folder, { channels: 1 });
    assert.equal(outputs.train.shape[3], 1);
    const first = colours(outputs).flat().sort((a, b) => a - b);
    assert.equal(first[0], 0);
  });
});

Deno.test("data.folder takes sub-folders as classes", async () => {
  await withFolder(async (folder) => {
    await writePictures(folder, {
      "dog/1.png": [10, 0, 0],
      "dog/2.png": [11, 0, 0],
      "dog/more/3.png": [12, 0, 0],
      "cat/1.png": [20, 0, 0],
      "cat/2.png": [21, 0, 0],
    });
    await Deno.writeTextFile(join(folder, "README.txt"), "hello");
    const { outputs, log } = await read(folder);
    for (const set of Object.values(outputs)) {
      assert.deepEqual(set.classes, ["cat", "dog"]);
      const size = set.pixels.length / set.shape[0];
      assert.deepEqual(
        [...set.labels!],
        Array.from(
          { length: set.shape[0] },
          (_, i) => (set.pixels[i * size]! < 20 ? 1 : 0),
        ),
      );
    }
    assert.match(log.join("\n"), /README\.txt/);
    const plain = await read(folder, { labels: false });
    assert.equal(plain.outputs.train.labels, undefined);
    await writePictures(folder, { "loose.png": [1, 2, 3] });
    await assert.rejects(
      () => read(folder),
      /loose\.png': it lies beside the class folder 'cat'; move it/,
    );
  });
});

Deno.test("data.folder parts pictures by seed and content, each once", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder, 40);
    const first = await read(folder, { validation: 0.2, test: 0.25 });
    const { train, validation, test } = first.outputs;
    assert.deepEqual(
      [train.shape[0], validation.shape[0], test.shape[0]],
      [22, 8, 10],
    );
    const all = [train, validation, test].flatMap(reds);
    assert.deepEqual(
      all.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i),
    );
    const again = await read(folder, { validation: 0.2, test: 0.25 });
    assert.deepEqual(again.digests, first.digests);
    const other = await read(folder, { validation: 0.2, test: 0.25 }, 2);
    assert.notDeepEqual(reds(other.outputs.test), reds(test));
    for await (const { name } of Deno.readDir(folder)) {
      await Deno.rename(join(folder, name), join(folder, `renamed${name}`));
    }
    const renamed = await read(folder, { validation: 0.2, test: 0.25 });
    assert.deepEqual(reds(renamed.outputs.test), reds(test));
    const few = await read(folder, { limit: 10 });
    assert.equal(
      Object.values(few.outputs).reduce((sum, set) => sum + set.shape[0], 0),
      10,
    );
  });
});

Deno.test("data.folder keeps files of equal content in one part", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder, 6);
    for (let copy = 0; copy < 5; copy++) {
      for (let i = 0; i < 6; i++) {
        await Deno.copyFile(
          join(folder, `0${i}.png`),
          join(folder, `copy${copy}-${i}.png`),
        );
      }
    }
    const { outputs } = await read(folder, { validation: 0.3, test: 0.3 });
    const sets = Object.values(outputs).map((set) => new Set(reds(set)));
    assert.deepEqual(sets.map(({ size }) => size).sort(), [2, 2, 2]);
    assert.equal(new Set(sets.flatMap((set) => [...set])).size, 6);
    assert.equal(outputs.train.shape[0], 12);
  });
});

/** A PNG file with a comment put behind its header. */
function commented(png: Uint8Array, text: string): Uint8Array {
  const body = new TextEncoder().encode(`tEXtComment\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  const header = 33;
  return Uint8Array.from([
    ...png.subarray(0, header),
    ...chunk,
    ...png.subarray(header),
  ]);
}

Deno.test("data.folder keeps pictures of equal pixels in one part, and says so", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder, 20);
    const png = await pictureOf("same.png", {
      width: 8,
      height: 8,
      channels: 3,
      pixels: new Uint8Array(192).fill(200),
    });
    for (let i = 0; i < 60; i++) {
      await Deno.writeFile(
        join(folder, `same${i}.png`),
        commented(png, `copy ${i}`),
      );
    }
    const { outputs, log, scores } = await read(folder);
    const with200 = Object.values(outputs).map((set) =>
      reds(set).filter((red) => red === 200).length
    );
    assert.deepEqual(with200.sort((a, b) => a - b), [0, 0, 60]);
    assert.deepEqual(scores, {
      pictures: { value: 80 },
      duplicates: { value: 59 },
      nearDuplicates: { value: 0 },
      groups: { value: 1 },
      largestGroup: { value: 60 },
      passedOver: { value: 0 },
      undecodable: { value: 0 },
      acrossParts: { value: 0 },
    });
    assert.match(
      log.join("\n"),
      /of 80 pictures 59 have the pixels of another and 0 are nearly another; groups kept in one part each: 1, the largest of 60/,
    );
    assert.equal(
      Object.values(outputs).reduce((sum, set) => sum + set.shape[0], 0),
      80,
    );
  });
});

Deno.test("data.folder keeps near-duplicates in one part, unless told", async () => {
  await withFolder(async (folder) => {
    const SIDE = 48;
    const paintings: Readonly<Record<string, Painting>> = {
      plain: {},
      mirrored: { mirrored: true },
      cropped: { left: 0.05, top: 0.05, size: 0.95 },
      dark: { paint: (seen) => seen.map((value) => 0.7 * value) },
      recoloured: { paint: ([r, g, b]) => [g!, b!, r!] },
    };
    for (let scene = 0; scene < 20; scene++) {
      for (const [name, painting] of Object.entries(paintings)) {
        // A folder a scene, so that labels tell the scenes.
        const path = join(folder, `scene${scene}`, `${name}.png`);
        await Deno.mkdir(join(folder, `scene${scene}`), { recursive: true });
        await Deno.writeFile(
          path,
          await pictureOf(path, {
            width: SIDE,
            height: SIDE,
            channels: 3,
            pixels: paintScene(scene, SIDE, painting),
          }),
        );
      }
    }
    const straddling = ({ train, validation, test }: Parts) => {
      const sets = [train, validation, test].map(({ labels }) =>
        new Set(labels)
      );
      const all = new Set(sets.flatMap((set) => [...set]));
      return sets.reduce((sum, { size }) => sum + size, 0) - all.size;
    };
    const config = { size: 32, validation: 0.2, test: 0.2 };
    const near = await read(folder, config);
    assert.equal(straddling(near.outputs), 0);
    assert.deepEqual(
      Object.values(near.outputs).map(({ shape }) => shape[0]),
      [60, 20, 20],
    );
    assert.equal(near.scores.groups!.value, 20);
    assert.equal(near.scores.nearDuplicates!.value, 80);
    const equal = await read(folder, { ...config, duplicates: "equal" });
    assert.ok(straddling(equal.outputs) > 10);
    assert.equal(equal.scores.nearDuplicates!.value, 0);
  });
});

Deno.test("data.folder names what it cannot read, and the remedy", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "empty"));
    await assert.rejects(
      () => read(folder, { path: "empty" }),
      (error: Error) =>
        error.message.includes(join(folder, "empty")) &&
        /expected PNG, JPEG.*it is empty/.test(error.message),
    );
    await assert.rejects(
      () => read(folder, { path: "gone" }),
      /gone': no such folder; check 'path'/,
    );
    await Deno.writeTextFile(join(folder, "empty", "a.txt"), "");
    await assert.rejects(
      () => read(folder, { path: "empty" }),
      /got 1 \.txt: 'a\.txt'/,
    );
    await assert.rejects(
      () => read(folder, { path: "empty/a.txt" }),
      /a\.txt': it is a file; give the folder that it lies in/,
    );
    await writePictures(folder, {
      "two/a.png": [1, 1, 1],
      "two/b.png": [2, 2, 2],
    });
    await Deno.copyFile(join(folder, "two/b.png"), join(folder, "two/c.png"));
    await assert.rejects(
      () => read(folder, { path: "two" }),
      /two': expected at least 3 different ones, got 2; add pictures/,
    );
    assert.throws(
      () => stage({ path: "two", validation: 0.6, test: 0.6 }),
      /leave a share for training/,
    );
    assert.throws(() => stage({ path: "x", size: 20 as 32 }), /size/);
  });
});

Deno.test("data.folder names damaged pictures, and passes over them on request", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder, 12);
    const whole = await Deno.readFile(join(folder, "03.png"));
    const half = whole.subarray(0, whole.length / 2);
    await Deno.writeFile(join(folder, "half.png"), half);
    await assert.rejects(
      () => read(folder),
      /Cannot decode picture '.*half\.png': .*; replace or remove it/,
    );
    await Deno.writeTextFile(join(folder, "text.jpg"), "no picture");
    await assert.rejects(
      () => read(folder),
      /half\.png', and 1 more \(see the log\)/,
    );
    const { outputs, log } = await read(folder, { corrupt: "skip" });
    const all = Object.values(outputs).flatMap(reds);
    assert.deepEqual(
      all.sort((a, b) => a - b),
      Array.from({ length: 12 }, (_, i) => i),
    );
    assert.match(log.join("\n"), /half\.png.*\n.*text\.jpg/);
  });
});

Deno.test("data.folder says so where hardly a picture can be read", async () => {
  await withFolder(async (folder) => {
    for (let i = 0; i < 80; i++) {
      await Deno.writeTextFile(join(folder, `${i}.png`), "");
    }
    for (const corrupt of ["fail", "skip"]) {
      await assert.rejects(
        () => read(folder, { corrupt }),
        /expected at least 3 pictures that can be read, got 0 of 80, and '.*\/0\.png' cannot: it is empty; replace them$/,
      );
    }
    for (let i = 0; i < 80; i++) {
      await Deno.writeTextFile(join(folder, `${i}.png`), `<html>${i}`);
    }
    await writePictures(folder, { "good.png": [1, 2, 3] });
    await assert.rejects(
      () => read(folder, { corrupt: "skip" }),
      /got 1 of 81, and '.*\/0\.png' cannot: it is a web page; download/,
    );
  });
});

Deno.test("data.folder is keyed by what the folder holds", async () => {
  await withFolder(async (folder) => {
    const pictures = join(folder, "pictures");
    await writeShades(pictures, 5);
    const store = join(folder, "store");
    const run = async (path: string) => {
      const { train } = stage({ path, size: 8 });
      return (await play(store, { train }, { directory: folder })).statuses;
    };
    assert.deepEqual(await run("pictures"), ["data.folder ran"]);
    assert.deepEqual(await run("pictures"), ["data.folder hit"]);
    await Deno.rename(pictures, join(folder, "moved"));
    assert.deepEqual(await run("moved"), ["data.folder hit"]);
    await writePictures(join(folder, "moved"), { "05.png": [5, 5, 5] });
    assert.deepEqual(await run("moved"), ["data.folder ran"]);
  });
});
