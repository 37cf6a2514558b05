import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { inspectFolder } from "../../../stages/data/work/inspect_folder.ts";
import { SNIFFED } from "../../../stages/data/work/pictures/picture_kind.ts";
import { pictureSize } from "../../../stages/data/work/pictures/picture_size.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { pictureOf, writePictures } from "../../fixtures/pictures.ts";
import { tiffOf } from "../../fixtures/tiff.ts";

/** Size by the header of a file's bytes. */
function sizeOf(bytes: Uint8Array) {
  return pictureSize(bytes.subarray(0, SNIFFED), bytes);
}

Deno.test("pictureSize() tells what every format's header says", async () => {
  const [width, height] = [301, 77];
  const blank = (channels: 3 | 4) =>
    sharp({ create: { width, height, channels, background: "#3080c040" } });
  const profile = new Uint8Array(40_000).fill(7);
  const files = {
    png: blank(4).png(),
    jpeg: blank(3).jpeg(),
    "progressive jpeg": blank(3).jpeg({ progressive: true }),
    "jpeg with EXIF": blank(3).withExif({
      IFD0: { ImageDescription: "x".repeat(profile.length) },
    }).jpeg(),
    gif: blank(4).gif(),
    "lossy webp": blank(3).webp(),
    "lossless webp": blank(3).webp({ lossless: true }),
    "webp with alpha": blank(4).webp(),
    tiff: blank(3).tiff(),
    avif: blank(3).avif(),
  };
  for (const [name, file] of Object.entries(files)) {
    const bytes = new Uint8Array(await file.toBuffer());
    assert.deepEqual(await sizeOf(bytes), { width, height }, name);
  }
  const tiff = tiffOf({ width: 8, height: 2, data: new Uint16Array(16) });
  assert.deepEqual(await sizeOf(tiff), { width: 8, height: 2 });
});

Deno.test("pictureSize() tells nothing of damaged headers", async () => {
  for (
    const name of ["a.png", "a.jpg", "a.webp", "a.gif", "a.tiff", "a.avif"]
  ) {
    const whole = await pictureOf(name, {
      width: 9,
      height: 5,
      channels: 3,
      pixels: new Uint8Array(135),
    });
    for (const length of [0, 1, 4, 7]) {
      assert.equal(await sizeOf(whole.subarray(0, length)), undefined, name);
    }
  }
  // A directory far behind the end of the file.
  const tiff = tiffOf({ width: 8, height: 2, data: new Uint8Array(16) });
  new DataView(tiff.buffer, tiff.byteOffset).setUint32(4, 2 ** 31, true);
  assert.equal(await sizeOf(tiff), undefined);
});

Deno.test("inspectFolder() counts by format, class and kind, and says what to see to", async () => {
  await withFolder(async (folder) => {
    await writePictures(folder, {
      "train/a/1.png": [9, 9, 9],
      "train/a/2.jpg": [8, 8, 8],
      "train/constructor/3.png": [7, 7, 7],
      "test/a/4.webp": [6, 6, 6],
    }, 16);
    await writePictures(folder, { "test/a/large.png": [5, 5, 5] }, 40);
    await Deno.mkdir(join(folder, "train", "empty"));
    await Deno.writeTextFile(join(folder, "test/a/damaged.gif"), "no picture");
    await Deno.writeTextFile(join(folder, "notes.txt"), "");
    const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    await Deno.writeFile(join(folder, "train/a/phone.heic"), heic);
    const report = await inspectFolder(folder);
    assert.deepEqual(report, {
      pictures: 6,
      formats: { png: 3, jpeg: 1, webp: 1, unknown: 1 },
      passedOver: { ".txt": 1, heic: 1 },
      width: { least: 16, median: 16, most: 40 },
      height: { least: 16, median: 16, most: 40 },
      side: { least: 16, median: 16, most: 40 },
      coloured: false,
      transparent: false,
      classes: { a: 5, constructor: 1 },
      labels: true,
      parts: ["train", "test"],
      splits: "auto",
      passed:
        "1 .txt: 'notes.txt'; 1 heic (HEIC, which has no free decoder here: export as JPEG or PNG): 'train/a/phone.heic'",
      unreadable: [{
        path: "test/a/damaged.gif",
        why: "it is no picture of a known format",
      }],
      looked: 6,
      decoded: 5,
      duplicates: 0,
      nearDuplicates: 0,
      problems: [
        "passes over 1 heic (HEIC, which has no free decoder here: export as JPEG or PNG)",
        "1 cannot be read and will be left out: 'test/a/damaged.gif': it is no picture of a known format",
        "no pictures of class 'empty'; it will be left out",
        "fewer than 10 pictures of class 'a', 'constructor'; add some",
      ],
    });
    await writePictures(folder, { "train/a/red.png": [200, 0, 0] });
    const glass = await pictureOf("glass.png", {
      width: 8,
      height: 8,
      channels: 4,
      pixels: new Uint8Array(256).fill(100),
    });
    await Deno.writeFile(join(folder, "train/a/glass.png"), glass);
    const { coloured, transparent } = await inspectFolder(folder);
    assert.deepEqual([coloured, transparent], [true, true]);
  });
});

Deno.test("inspectFolder() looks at thousands of pictures, and heeds signals", async () => {
  await withFolder(async (folder) => {
    await writePictures(folder, { "0.png": [1, 2, 3] });
    for (let i = 1; i < 4000; i++) {
      Deno.linkSync(join(folder, "0.png"), join(folder, `${i}.png`));
    }
    const report = await inspectFolder(folder);
    assert.equal(report.pictures, 4000);
    assert.equal(report.looked, 500);
    assert.equal(report.duplicates, 499);
    await assert.rejects(
      () => inspectFolder(folder, { signal: AbortSignal.abort() }),
      { name: "AbortError" },
    );
  });
});

Deno.test("inspectFolder() finds all that differ, in whatever order copies come", async () => {
  await withFolder(async (folder) => {
    // 60 pictures over and over: every second one of 1,200 would be 30 of them.
    await writePictures(
      folder,
      Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`o${i}.png`, [4 * i, 9, 90]]),
      ),
    );
    for (let i = 0; i < 1140; i++) {
      const name = `p${String(i).padStart(4, "0")}.png`;
      Deno.linkSync(join(folder, `o${i % 60}.png`), join(folder, name));
    }
    for (const name of ["x", "y", "z"]) {
      await Deno.writeTextFile(join(folder, `${name}.png`), "");
    }
    const { pictures, looked, decoded, duplicates, unreadable } =
      await inspectFolder(folder);
    assert.deepEqual([pictures, looked], [1203, 500]);
    assert.equal(decoded - duplicates, 60);
    assert.deepEqual(
      unreadable.toSorted((a, b) => a.path < b.path ? -1 : 1),
      ["x", "y", "z"].map((name) => ({
        path: `${name}.png`,
        why: "it is empty",
      })),
    );
  });
});
