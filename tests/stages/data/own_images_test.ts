import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { random } from "../../../lib/stats/random.ts";
import { folder as stage } from "../../../stages/data/folder.ts";
import { openDecoder } from "../../../stages/data/work/pictures/decode.ts";
import type { ImageSet, ScoreSet } from "../../../stages/kinds/mod.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { pictureOf, writePictures } from "../../fixtures/pictures.ts";
import { runStage } from "../../fixtures/run_stage.ts";

async function read(
  directory: string,
  config: Readonly<Record<string, unknown>> = {},
) {
  const run = await runStage(stage, {
    config: { path: ".", size: 8, duplicates: "equal", ...config },
    directory,
    seed: 1,
  });
  const { train, validation, test, scores } = run.outputs as unknown as
    & Readonly<Record<"train" | "validation" | "test", ImageSet>>
    & { readonly scores: ScoreSet };
  return {
    log: run.log.join("\n"),
    parts: { train, validation, test },
    scores,
  };
}

/** Reds of the images of a set, sorted. */
function reds({ pixels, shape }: ImageSet): number[] {
  const size = pixels.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => pixels[i * size]!)
    .sort((a, b) => a - b);
}

function allReds(parts: Readonly<Record<string, ImageSet>>): number[] {
  return Object.values(parts).flatMap(reds).sort((a, b) => a - b);
}

/** Grey pictures of the shades 10, 20, … in a folder. */
async function writeShades(folder: string, count = 4): Promise<void> {
  await writePictures(
    folder,
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => {
        const shade = 10 * (i + 1);
        return [`${shade}.png`, [shade, shade, shade]] as const;
      }),
    ),
  );
}

/** A smooth picture with detail, of one size. */
function scene(size: number): Uint8Array {
  const noise = random(1n, "scene").uniform(new Float32Array(size * size * 3));
  return Uint8Array.from(noise, (value, i) => {
    const [x, y] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    return 128 + 80 * Math.sin(x / 9) * Math.cos(y / 7) + 10 * (value - 0.5);
  });
}

Deno.test("data.folder decodes JPEG and WebP whole: as PNG, to one level", async () => {
  const picture = {
    width: 427,
    height: 427,
    channels: 3,
    pixels: scene(427),
  } as const;
  const decoder = openDecoder({
    size: 32,
    channels: 3,
    fit: "cover",
    background: "#000000",
  });
  const png = await decoder.decode(await pictureOf("a.png", picture));
  for (const name of ["a.jpg", "a.webp"]) {
    const file = await pictureOf(name, picture);
    const other = await decoder.decode(file);
    const most = Math.max(
      ...png.map((value, i) => Math.abs(value - other[i]!)),
    );
    assert.ok(most <= 1, `${name}: ${most}`);
    const whole = await sharp(file).png().toBuffer();
    assert.deepEqual(other, await decoder.decode(new Uint8Array(whole)));
  }
});

Deno.test("data.folder reads baseline JPEGs whose scan header is all zeros", async () => {
  const jpeg = await pictureOf("a.jpg", {
    width: 16,
    height: 16,
    channels: 3,
    pixels: new Uint8Array(768).fill(90),
  });
  const scan = jpeg.findIndex((byte, i) =>
    byte === 0xff && jpeg[i + 1] === 0xda
  );
  const end = scan + 2 + (jpeg[scan + 2]! << 8 | jpeg[scan + 3]!);
  assert.deepEqual([...jpeg.subarray(end - 3, end)], [0, 63, 0]);
  const broken = jpeg.slice();
  broken.fill(0, end - 3, end);
  await withFolder(async (folder) => {
    await writeShades(folder, 3);
    await Deno.writeFile(join(folder, "phone.jpg"), broken);
    const { parts } = await read(folder);
    assert.deepEqual(allReds(parts), [10, 20, 30, 90]);
  });
});

Deno.test("data.folder passes over hidden entries of every kind, and counts them", async () => {
  await withFolder(async (folder) => {
    await writeShades(join(folder, "a"));
    await Deno.writeTextFile(join(folder, "a", "._10.png"), "resource fork");
    await Deno.copyFile(join(folder, "a/10.png"), join(folder, ".cover.png"));
    await writeShades(join(folder, ".git"), 1);
    await writeShades(join(folder, "__MACOSX"), 1);
    await Deno.writeTextFile(join(folder, "Thumbs.db"), "");
    const { parts, scores, log } = await read(folder);
    assert.deepEqual(allReds(parts), [10, 20, 30, 40]);
    assert.deepEqual(parts.train.classes, ["a"]);
    assert.equal(scores["passedOver[hidden]"]?.value, 4);
    assert.match(log, /passes over 4 hidden: '\.cover\.png'/);
  });
});

Deno.test("data.folder goes by what files hold, and says what it passes over by kind", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder);
    await Deno.rename(join(folder, "10.png"), join(folder, "10.jpeg"));
    await Deno.rename(join(folder, "20.png"), join(folder, "20"));
    const jpeg = await pictureOf("x.jpg", {
      width: 8,
      height: 8,
      channels: 3,
      pixels: new Uint8Array(192).fill(70),
    });
    await Deno.writeFile(join(folder, "70.jfif"), jpeg);
    await Deno.writeTextFile(join(folder, "notes.txt"), "10 pictures");
    await Deno.writeTextFile(join(folder, "list.csv"), "a,b");
    await Deno.writeTextFile(join(folder, "README"), "pictures");
    await Deno.writeTextFile(join(folder, "a.svg"), '<svg width="8"/>');
    const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    await Deno.writeFile(join(folder, "phone.heic"), heic);
    const { parts, scores, log } = await read(folder);
    assert.deepEqual(allReds(parts), [10, 20, 30, 40, 70]);
    assert.equal(scores.passedOver?.value, 5);
    assert.equal(scores["passedOver[heic]"]?.value, 1);
    assert.match(
      log,
      /1 heic \(HEIC, .*export as JPEG or PNG\): 'phone\.heic'/,
    );
    assert.match(log, /1 \.csv: 'list\.csv'/);
    assert.match(log, /1 no picture: 'README'/);
    assert.match(log, /1 svg \(SVG drawings: export as PNG\)/);
  });
});

/** A bitmap of 5 × 3 pixels: red rises with the column, green with the row. */
function bitmap(bits: 8 | 24 | 32, topDown: boolean): Uint8Array {
  const [width, height] = [5, 3];
  const stride = 4 * Math.ceil(width * bits / 32);
  const start = 54 + (bits === 8 ? 1024 : 0);
  const bytes = new Uint8Array(start + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, topDown ? -height : height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  for (let i = 0; bits === 8 && i < 256; i++) {
    bytes.set([0, 40 * (i >> 4), 40 * (i & 15)], 54 + 4 * i);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = start + stride * (topDown ? y : height - 1 - y) + x * bits / 8;
      bytes.set(bits === 8 ? [y << 4 | x] : [0, 40 * y, 40 * x], at);
    }
  }
  return bytes;
}

Deno.test("data.folder reads bitmaps with a palette, 24 and 32 bits, either way up", async () => {
  const pixels = Uint8Array.from(
    { length: 45 },
    (_, i) =>
      [40 * (Math.floor(i / 3) % 5), 40 * Math.floor(i / 15), 0][i % 3]!,
  );
  const decoder = openDecoder({
    size: 8,
    channels: 3,
    fit: "cover",
    background: "#000000",
  });
  const png = await pictureOf("a.png", {
    width: 5,
    height: 3,
    channels: 3,
    pixels,
  });
  const expected = await decoder.decode(png);
  for (const bits of [8, 24, 32] as const) {
    for (const topDown of [false, true]) {
      assert.deepEqual(await decoder.decode(bitmap(bits, topDown)), expected);
    }
  }
  const packed = bitmap(24, false);
  new DataView(packed.buffer).setUint32(30, 1, true);
  await assert.rejects(
    () => decoder.decode(packed),
    /24 bits a pixel and compression 1 is not read; save it as PNG/,
  );
  await assert.rejects(
    () => decoder.decode(bitmap(24, false).subarray(0, 90)),
    /ends before its last row/,
  );
});

Deno.test("data.folder refuses samples of unknown range, and takes 16 bits", async () => {
  const decoder = openDecoder({
    size: 8,
    channels: 1,
    fit: "cover",
    background: "#000000",
  });
  const tiff = async (
    depth: "float" | "short" | "int" | "double" | "ushort" | "char",
  ) => {
    const grey = sharp(new Uint8Array(64).fill(128), {
      raw: { width: 8, height: 8, channels: 1 },
    });
    const raw = await grey.toColourspace(depth === "ushort" ? "grey16" : "b-w")
      .raw({ depth }).toBuffer();
    const Type = {
      float: Float32Array,
      double: Float64Array,
      short: Int16Array,
      int: Int32Array,
      char: Int8Array,
      ushort: Uint16Array,
    }[depth];
    const samples = new Type(raw.buffer, raw.byteOffset, 64);
    return new Uint8Array(
      await sharp(samples as Float32Array, {
        raw: { width: 8, height: 8, channels: 1 },
      }).tiff({ compression: "none" }).toBuffer(),
    );
  };
  for (const depth of ["float", "short", "int", "double", "char"] as const) {
    const bytes = await tiff(depth);
    const { depth: stored } = await sharp(bytes).metadata();
    if (stored === "uchar") continue;
    await assert.rejects(
      () => decoder.decode(bytes),
      /which is not read; save it with 8 or 16 bits a sample/,
      depth,
    );
  }
  const pixels = await decoder.decode(await tiff("ushort"));
  assert.ok(Math.abs(pixels[0]! - 128) <= 1, `${pixels[0]}`);
});

Deno.test("data.folder passes over devices, pipes and links to nothing, at once", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder);
    await new Deno.Command("mkfifo", { args: [join(folder, "pipe.png")] })
      .output();
    await Deno.symlink("/dev/zero", join(folder, "zero.png"));
    await Deno.symlink("nowhere.png", join(folder, "gone.png"));
    await Deno.symlink("self.png", join(folder, "self.png"));
    const { parts, scores, log } = await read(folder);
    assert.deepEqual(allReds(parts), [10, 20, 30, 40]);
    assert.equal(scores["passedOver[special]"]?.value, 2);
    assert.match(log, /2 special: 'pipe\.png', 'zero\.png'/);
    assert.match(log, /2 broken link: 'gone\.png', 'self\.png'/);
  });
  for (const path of ["/dev", "/dev/zero", "/proc/self"]) {
    await assert.rejects(
      () => read("/", { path }),
      /holds devices of the system|it is a device or a pipe/,
    );
  }
});

Deno.test("data.folder names a file whose name is not UTF-8", async () => {
  await withFolder(async (folder) => {
    await writeShades(folder);
    const { success } = await new Deno.Command("sh", {
      args: ["-c", "cp 10.png \"$(printf 'b\\351b\\351.png')\""],
      cwd: folder,
    }).output();
    assert.ok(success);
    const { parts, log } = await read(folder);
    assert.deepEqual(allReds(parts), [10, 20, 30, 40]);
    assert.match(log, /1 unreadable name: 'b\\x\?\?b\\x\?\?\.png'/);
  });
});

Deno.test("data.folder drops a class without a picture that can be read, and says so", async () => {
  await withFolder(async (folder) => {
    await writeShades(join(folder, "a"));
    await Deno.mkdir(join(folder, "b"));
    await Deno.writeTextFile(join(folder, "b", "broken.png"), "no picture");
    const { parts, log, scores } = await read(folder, { corrupt: "skip" });
    assert.deepEqual(parts.train.classes, ["a"]);
    assert.match(log, /drops classes without a picture that can be read: 'b'/);
    assert.equal(scores.undecodable?.value, 1);
  });
});

Deno.test("data.folder takes folders called train and test for parts", async () => {
  await withFolder(async (folder) => {
    await writePictures(folder, {
      "train/a/1.png": [10, 0, 0],
      "train/a/2.png": [20, 0, 0],
      "train/b/3.png": [30, 0, 0],
      "train/b/4.png": [90, 0, 0],
      "Test/a/5.png": [50, 0, 0],
      "Test/b/6.png": [60, 0, 0],
      "Test/b/7.png": [90, 0, 0],
    });
    const { parts, scores, log } = await read(folder);
    assert.deepEqual(parts.train.classes, ["a", "b"]);
    // The copy in train gives way to the one in test.
    assert.deepEqual(reds(parts.test), [50, 60, 90]);
    assert.deepEqual(
      [...reds(parts.train), ...reds(parts.validation)].sort((a, b) => a - b),
      [10, 20, 30],
    );
    assert.equal(parts.validation.shape[0], 1);
    assert.equal(scores.acrossParts?.value, 1);
    assert.match(
      log,
      /left out of a part 1 pictures whose like lies in a later/,
    );
    const drawn = await read(folder, { splits: "random" });
    assert.deepEqual(drawn.parts.train.classes, ["Test", "train"]);
  });
  await withFolder(async (folder) => {
    await writePictures(folder, {
      "train/1.png": [10, 0, 0],
      "train/2.png": [20, 0, 0],
      "valid/3.png": [30, 0, 0],
      "test/4.png": [40, 0, 0],
    });
    const { parts } = await read(folder);
    assert.deepEqual(Object.values(parts).map(reds), [[10, 20], [30], [40]]);
    assert.equal(parts.train.labels, undefined);
    await assert.rejects(
      () => read(join(folder, "train"), { splits: "folders" }),
      /expected 'train' and 'validation' or 'test', and nothing beside them/,
    );
  });
});
