import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { openDecoder } from "../../../stages/data/work/pictures/decode.ts";
import { enlarge } from "../../../stages/data/work/pictures/enlarge.ts";
import { readIccProfile } from "../../../stages/data/work/pictures/icc_profile.ts";
import {
  lacksEnd,
  mendJpeg,
} from "../../../stages/data/work/pictures/mend_jpeg.ts";
import { formulaOf, listOf, profileOf } from "../../fixtures/icc.ts";
import { pictureOf } from "../../fixtures/pictures.ts";
import { pngOf } from "../../fixtures/png.ts";
import { type Samples, tiffOf } from "../../fixtures/tiff.ts";

const SIDE = 8;

function decoder(channels: 1 | 3 = 3) {
  return openDecoder({
    size: SIDE,
    channels,
    fit: "cover",
    background: "#000000",
  });
}

/** Values from 0 to 1, one a pixel, the same in all channels. */
function ramp(samples: number): number[] {
  return Array.from(
    { length: SIDE * SIDE * samples },
    (_, i) => Math.floor(i / samples) / (SIDE * SIDE - 1),
  );
}

Deno.test("data.folder clips no sample type of a TIFF in silence", async () => {
  const types: Readonly<Record<string, (values: number[]) => Samples>> = {
    int8: (values) => Int8Array.from(values, (v) => 255 * v - 128),
    int16: (values) => Int16Array.from(values, (v) => 32767 * v),
    int32: (values) => Int32Array.from(values, (v) => (2 ** 31 - 1) * v),
    uint32: (values) => Uint32Array.from(values, (v) => (2 ** 32 - 1) * v),
    float32: (values) => Float32Array.from(values),
    float64: (values) => Float64Array.from(values),
  };
  for (const samples of [1, 3, 4]) {
    for (const [name, make] of Object.entries(types)) {
      const file = tiffOf({
        width: SIDE,
        height: SIDE,
        samples,
        data: make(ramp(samples)),
      });
      await assert.rejects(
        () => decoder().decode(file),
        new RegExp(
          `samples are of type '${name}', which is not read; save it with 8 or 16 bits a sample, without sign$`,
        ),
        `${name} × ${samples}`,
      );
    }
  }
  const expected = ramp(3).map((value) => 255 * value);
  for (const samples of [1, 3]) {
    const values = ramp(samples);
    for (
      const data of [
        Uint8Array.from(values, (value) => 255 * value),
        Uint16Array.from(values, (value) => 65535 * value),
      ]
    ) {
      const file = tiffOf({ width: SIDE, height: SIDE, samples, data });
      const pixels = await decoder().decode(file);
      expected.forEach((value, i) =>
        assert.ok(Math.abs(pixels[i]! - value) <= 1, `${samples} at ${i}`)
      );
    }
  }
});

Deno.test("data.folder refuses channels that no screen shows", async () => {
  const data = Uint8Array.from(ramp(5), (value) => 255 * value);
  const file = tiffOf({ width: SIDE, height: SIDE, samples: 5, data });
  await assert.rejects(
    () => decoder().decode(file),
    /it has 2 channels besides its colours; save it as RGB/,
  );
  const lab = tiffOf({
    width: SIDE,
    height: SIDE,
    samples: 3,
    data: Uint8Array.from(ramp(3), (value) => 255 * value),
    photometric: 8,
  });
  await assert.rejects(
    () => decoder().decode(lab),
    /its colours are CIELab, which is not read; save it as RGB$/,
  );
});

Deno.test("data.folder takes a fourth sample of a TIFF for transparency only if it says so", async () => {
  const data = Uint8Array.from(
    { length: SIDE * SIDE * 4 },
    (_, i) => [200, 100, 50, 0][i % 4]!,
  );
  const first = async (extra: 0 | 1 | 2) => {
    const file = tiffOf({ width: SIDE, height: SIDE, samples: 4, data, extra });
    return [...(await decoder().decode(file)).subarray(0, 3)];
  };
  assert.deepEqual(await first(0), [200, 100, 50]);
  assert.deepEqual(await first(1), [0, 0, 0]);
  assert.deepEqual(await first(2), [0, 0, 0]);
});

/** Encodes light as sRGB does, both in [0, 1]: IEC 61966-2-1. */
function encoded(light: number): number {
  return light <= 0.0031308
    ? 12.92 * light
    : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** Light of sRGB's primaries with that of Display P3's: both to XYZ, under D50. */
function fromP3([r, g, b]: readonly number[]): number[] {
  return [
    1.2249 * r! - 0.2247 * g!,
    -0.0420 * r! + 1.0419 * g!,
    -0.0197 * r! - 0.0786 * g! + 1.0979 * b!,
  ];
}

Deno.test("data.folder turns the colours of a profile into sRGB, with 8 and 16 bits", async () => {
  const colours = [[200, 120, 80], [60, 90, 120], [150, 150, 150], [
    100,
    140,
    90,
  ]];
  const [width, height] = [SIDE, SIDE];
  for (
    const [gamma, primaries] of [
      [1, "srgb"],
      [1.8, "srgb"],
      [2.2, "srgb"],
      [2.2, "p3"],
      [1, undefined],
      [1.8, undefined],
      [2.2, undefined],
    ] as const
  ) {
    const channels = primaries === undefined ? 1 : 3;
    const colourAt = (pixel: number) =>
      colours[pixel % colours.length]!.slice(0, channels);
    const values = Array.from({ length: width * height }, (_, i) => colourAt(i))
      .flat();
    const raised = Math.round(256 * gamma) / 256;
    const expected = Array.from({ length: width * height }, (_, i) => {
      const light = colourAt(i).map((value) => (value / 255) ** raised);
      const [r, g = r, b = r] = primaries === "p3" ? fromP3(light) : light;
      return [r!, g!, b!].map((value) => 255 * encoded(value));
    }).flat();
    const profile = profileOf({
      gamma,
      ...primaries === undefined ? {} : { primaries },
    });
    for (
      const data of [
        Uint8Array.from(values),
        Uint16Array.from(values, (value) => 257 * value),
      ]
    ) {
      const files = {
        png: pngOf({ width, height, channels, data, profile }),
        tiff: tiffOf({ width, height, samples: channels, data, profile }),
      };
      for (const [name, file] of Object.entries(files)) {
        const found = await decoder().decode(file);
        const most = Math.max(
          ...expected.map((value, i) => Math.abs(value - found[i]!)),
        );
        const bits = 8 * data.BYTES_PER_ELEMENT;
        assert.ok(
          most <= 1.5,
          `${name} ${bits} ${gamma} ${primaries}: ${most}`,
        );
      }
    }
  }
});

Deno.test("data.folder keeps what 16 bits of light tell of the dark", async () => {
  // Up to a hundredth of white: with 8 bits that were three shades.
  const values = ramp(1).map((value) => Math.round(655 * value));
  const expected = values.map((value) => 255 * encoded(value / 65535));
  for (const channels of [1, 3] as const) {
    const profile = profileOf({
      gamma: 1,
      ...channels === 1 ? {} : { primaries: "srgb" },
    });
    const data = Uint16Array.from(
      values.flatMap((value) => Array<number>(channels).fill(value)),
    );
    const file = pngOf({ width: SIDE, height: SIDE, channels, data, profile });
    const found = await decoder().decode(file);
    found.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[Math.floor(i / 3)]!) <= 0.6)
    );
  }
});

Deno.test("data.folder lays 16 bits with a profile on the background", async () => {
  const data = Uint16Array.from(
    { length: SIDE * SIDE * 4 },
    (_, i) => i % 4 === 3 ? 65535 * (i >> 2 & 1) : 32768,
  );
  const file = tiffOf({
    width: SIDE,
    height: SIDE,
    samples: 4,
    data,
    extra: 2,
    profile: profileOf({ gamma: 1, primaries: "srgb" }),
  });
  const on = openDecoder({
    size: SIDE,
    channels: 3,
    fit: "cover",
    background: "#102030",
  });
  const found = await on.decode(file);
  assert.deepEqual(
    [...found.subarray(0, 6)],
    // 255 · (1.055 · 0.5^(1/2.4) − 0.055) = 187.5.
    [16, 32, 48, 188, 188, 188],
  );
});

Deno.test("readIccProfile() reads curves of every kind, and nothing else", () => {
  const light = (curve: readonly number[], value: number) =>
    readIccProfile(profileOf({ curve }))!.curves[0]!(value);
  const near = (found: number, expected: number) =>
    assert.ok(Math.abs(found - expected) < 1e-4, `${found} ${expected}`);
  near(light(listOf([]), 0.3), 0.3);
  near(light(listOf([0, 13107, 65535]), 0.25), 0.1);
  near(light(listOf([0, 13107, 65535]), 0.75), 0.6);
  near(light(listOf([0, 13107, 65535]), 1), 1);
  near(light(formulaOf(0, [2]), 0.5), 0.25);
  near(light(formulaOf(1, [2, 2, -0.5]), 0.5), 0.25);
  near(light(formulaOf(1, [2, 2, -0.5]), 0.2), 0);
  near(light(formulaOf(2, [2, 1, -0.5, 0.125]), 1), 0.375);
  near(light(formulaOf(2, [2, 1, -0.5, 0.125]), 0.25), 0.125);
  // sRGB's own.
  const srgb = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
  near(light(formulaOf(3, srgb), 0.5), 0.21404);
  near(light(formulaOf(3, srgb), 0.03), 0.03 / 12.92);
  near(light(formulaOf(4, [...srgb, 0.1, 0.2]), 0.5), 0.31404);
  near(light(formulaOf(4, [...srgb, 0.1, 0.2]), 0.03), 0.2 + 0.03 / 12.92);
  const whole = profileOf({ gamma: 1, primaries: "p3" });
  assert.equal(readIccProfile(whole)?.primaries.length, 3);
  for (const length of [0, 40, 130, 200, 400]) {
    assert.equal(readIccProfile(whole.subarray(0, length)), undefined);
  }
  assert.equal(
    readIccProfile(profileOf({ curve: formulaOf(5, [1]) })),
    undefined,
  );
  const endless = profileOf({ curve: listOf([0, 1]).with(8, 255) });
  assert.equal(readIccProfile(endless), undefined);
});

Deno.test("data.folder reads 16 bits with a profile that is none, as with 8", async () => {
  const values = ramp(3).map((value) => Math.round(255 * value));
  const garbage = new Uint8Array(300).fill(103);
  const grey = profileOf({ gamma: 1 });
  for (
    const profile of [
      garbage,
      grey,
      profileOf({ gamma: 1, primaries: "p3" }).subarray(0, 300),
    ]
  ) {
    for (
      const data of [
        Uint8Array.from(values),
        Uint16Array.from(values, (value) => 257 * value),
      ]
    ) {
      const file = tiffOf({
        width: SIDE,
        height: SIDE,
        samples: 3,
        data,
        profile,
      });
      assert.deepEqual([...await decoder().decode(file)], values);
    }
  }
});

Deno.test("data.folder fills the canvas of a GIF with the background", async () => {
  const gif = await pictureOf("a.gif", {
    width: 4,
    height: 3,
    channels: 3,
    pixels: Uint8Array.from({ length: 36 }, (_, i) => [200, 100, 50][i % 3]!),
  });
  const view = new DataView(gif.buffer, gif.byteOffset);
  view.setUint16(6, SIDE, true);
  view.setUint16(8, SIDE, true);
  const frame = gif.findIndex((byte, i) =>
    byte === 0x2c && view.getUint16(i + 5, true) === 4 &&
    view.getUint16(i + 7, true) === 3
  );
  view.setUint16(frame + 1, 2, true);
  view.setUint16(frame + 3, 5, true);
  const on = openDecoder({
    size: SIDE,
    channels: 3,
    fit: "cover",
    background: "#0a14ff",
  });
  const found = await on.decode(gif);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const isWithin = x >= 2 && x < 6 && y >= 5 && y < SIDE;
    assert.deepEqual(
      [...found.subarray(3 * i, 3 * i + 3)],
      isWithin ? [200, 100, 50] : [10, 20, 255],
      `${x}, ${y}`,
    );
  }
});

Deno.test("enlarge() is Pillow's LANCZOS, and stays in the middle", () => {
  const data = Uint8Array.from([
    0,
    40,
    200,
    90,
    255,
    10,
    60,
    130,
    30,
    220,
    0,
    180,
  ]);
  const picture = { data, width: 4, height: 3, channels: 1 } as const;
  // Image.fromarray(values, "F").resize((9, 7), LANCZOS), Pillow 13.0.0.
  const expected = [
    [0, 0, 0, 65, 169, 219, 178, 108, 61],
    [39, 26, 11, 37, 123, 186, 165, 109, 72],
    [193, 138, 50, 0, 46, 129, 142, 113, 94],
    [255, 224, 109, 0, 0, 52, 102, 124, 138],
    [189, 177, 152, 98, 28, 9, 66, 139, 184],
    [33, 85, 167, 195, 94, 3, 50, 148, 209],
    [0, 28, 173, 251, 135, 2, 41, 153, 223],
  ];
  const whole = [9, 7] as const;
  assert.deepEqual(
    [...enlarge(picture, { whole, start: [0, 0], size: whole })],
    expected.flat(),
  );
  assert.deepEqual(
    [...enlarge(picture, { whole, start: [3, 2], size: [4, 3] })],
    expected.slice(2, 5).flatMap((row) => row.slice(3, 7)),
  );
});

Deno.test("data.folder enlarges pictures of a few pixels without a shift", async () => {
  // Light falls off from the left and the right alike.
  const rows = Array.from({ length: 5 }, () => [10, 90, 250, 90, 10]).flat();
  for (const fit of ["cover", "contain"] as const) {
    for (const height of [5, 4]) {
      const file = pngOf({
        width: 5,
        height,
        channels: 1,
        data: Uint8Array.from(rows.slice(0, 5 * height)),
      });
      const pixels = await openDecoder({
        size: 16,
        channels: 1,
        fit,
        background: "#ffffff",
      }).decode(file);
      const edge = fit === "contain" && height === 4 ? 1 : 0;
      for (let y = 0; y < 16; y++) {
        const row = pixels.subarray(16 * y, 16 * y + 16);
        const isPadding = edge === 1 && (y < 1 || y > 13);
        if (isPadding) assert.deepEqual([...row], Array(16).fill(255));
        else assert.deepEqual([...row], [...row].reverse());
      }
    }
  }
});

Deno.test("data.folder makes grey as Pillow's L does", async () => {
  const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [12, 200, 99]];
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => i);
  const file = pngOf({
    width: SIDE,
    height: SIDE,
    channels: 3,
    data: Uint8Array.from(
      Array.from(data, (i) => colours[i % 4]!).flat(),
    ),
  });
  const grey = await decoder(1).decode(file);
  // Image.convert("L"), Pillow 13.0.0.
  assert.deepEqual([...grey.subarray(0, 4)], [76, 150, 29, 132]);
  const plain = pngOf({ width: SIDE, height: SIDE, channels: 1, data });
  assert.deepEqual(await decoder(1).decode(plain), data);
});

/** A bitmap with masks or a palette; rows from the bottom up. */
function bitmap(
  { bits, compression = 0, masks = [], palette = [], pixels, header = 40 }: {
    readonly bits: number;
    readonly compression?: number;
    readonly masks?: readonly number[];
    readonly palette?: readonly (readonly number[])[];
    /** Rows from the top down. */
    readonly pixels: readonly (readonly number[])[];
    readonly header?: number;
  },
): Uint8Array {
  const [width, height] = [pixels[0]!.length, pixels.length];
  const stride = 4 * Math.ceil(width * bits / 32);
  const colours = 14 + header + (header === 40 ? 4 * masks.length : 0);
  const start = colours + 4 * palette.length;
  const bytes = new Uint8Array(start + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, start, true);
  view.setUint32(14, header, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(28, bits, true);
  view.setUint32(30, compression, true);
  view.setUint32(46, palette.length, true);
  masks.forEach((mask, i) => view.setUint32(54 + 4 * i, mask, true));
  palette.forEach(([r, g, b], i) => bytes.set([b!, g!, r!], colours + 4 * i));
  pixels.forEach((row, y) =>
    row.forEach((value, x) => {
      const at = start + stride * (height - 1 - y) + (x * bits >> 3);
      if (bits === 16) view.setUint16(at, value, true);
      else if (bits === 32) view.setUint32(at, value, true);
      else bytes[at]! |= value << (8 - bits - (x * bits & 7));
    })
  );
  return bytes;
}

/** The colours of a 2 × 2 picture as `data.folder` sees them. */
async function corners(file: Uint8Array): Promise<number[][]> {
  const pixels = await decoder().decode(file);
  return [0, 7, 56, 63].map((at) => [...pixels.subarray(3 * at, 3 * at + 3)]);
}

Deno.test("data.folder reads bitmaps of every depth", async () => {
  const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
  const expected = await corners(
    await pictureOf("a.png", {
      width: 2,
      height: 2,
      channels: 3,
      pixels: Uint8Array.from(colours.flat()),
    }),
  );
  const files = {
    "16 bits, 5-5-5": bitmap({
      bits: 16,
      pixels: [[0x7c00, 0x03e0], [0x001f, 0x7fff]],
    }),
    "16 bits, 5-6-5": bitmap({
      bits: 16,
      compression: 3,
      masks: [0xf800, 0x07e0, 0x001f],
      pixels: [[0xf800, 0x07e0], [0x001f, 0xffff]],
    }),
    "32 bits, red first": bitmap({
      bits: 32,
      compression: 3,
      masks: [0xff000000, 0x00ff0000, 0x0000ff00, 0x000000ff],
      header: 124,
      pixels: [[0xff0000ff, 0x00ff00ff], [0x0000ffff, 0xffffffff]],
    }),
    "4 bits": bitmap({ bits: 4, palette: colours, pixels: [[0, 1], [2, 3]] }),
  };
  for (const [name, file] of Object.entries(files)) {
    assert.deepEqual(await corners(file), expected, name);
  }
  const twoColours = bitmap({
    bits: 1,
    palette: [[0, 0, 0], [255, 255, 255]],
    pixels: [[1, 1], [1, 1]],
  });
  assert.deepEqual((await corners(twoColours))[0], [255, 255, 255]);
  await assert.rejects(
    () =>
      decoder().decode(
        bitmap({ bits: 4, palette: colours, pixels: [[0, 9], [2, 3]] }),
      ),
    /a pixel has colour 9 of a palette of 4/,
  );
});

/** A portable map: a header, and samples of one or two bytes. */
function portable(header: string, samples: readonly number[]): Uint8Array {
  return Uint8Array.from([...new TextEncoder().encode(header), ...samples]);
}

Deno.test("data.folder reads binary portable maps of 8 and 16 bits", async () => {
  const colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
  const png = (channels: 1 | 3, pixels: readonly number[]) =>
    pictureOf("a.png", {
      width: 2,
      height: 2,
      channels,
      pixels: Uint8Array.from(pixels),
    });
  const coloured = await corners(await png(3, colours));
  const grey = await corners(await png(1, [0, 51, 102, 255]));
  const files = [
    [portable("P6\n# a comment\n2 2\n255\n", colours), coloured],
    [portable("P6 2 2 1 ", colours.map((v) => v / 255)), coloured],
    [portable("P5\n2 2\n#x\n255\n", [0, 51, 102, 255]), grey],
    [portable("P5 2 2 65535\n", [0, 0, 51, 51, 102, 102, 255, 255]), grey],
    [portable("P5 2 2 5\n", [0, 1, 2, 5]), grey],
  ] as const;
  for (const [i, [file, expected]] of files.entries()) {
    assert.deepEqual(await corners(file), expected, `${i}`);
  }
  const damaged = {
    "ends before its last row": portable("P5 2 2 255\n", [1, 2, 3]),
    "a value is 9, above the white of 5": portable("P5 2 2 5\n", [1, 2, 3, 9]),
    "expected a header": portable("P5 2 x", []),
    "at most 100000000 pixels": portable("P6 99999 99999 255\n", []),
  };
  for (const [why, file] of Object.entries(damaged)) {
    await assert.rejects(() => decoder().decode(file), new RegExp(why));
  }
});

/** Segments of a made-up JPEG: frame, and scans with the given ends. */
function jpegWith(frame: number, ends: readonly number[][]): Uint8Array {
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, frame, 0, 8, 8, 0, 1, 0, 1, ends.length],
    ...ends.flatMap((end) => [
      ...[0xff, 0xda, 0, 8, 1, 1, 0, ...end],
      // Data with an escaped byte and a restart in it.
      ...[7, 0xff, 0, 9, 0xff, 0xd0, 5],
    ]),
    ...[0xff, 0xd9],
  ]);
}

Deno.test("mendJpeg() mends every scan of a sequential frame, and no other", () => {
  const right = [0, 63, 0];
  for (const frame of [0xc0, 0xc1]) {
    const wrong = jpegWith(frame, [[0, 0, 0], right, [0, 0, 1]]);
    const mended = mendJpeg(wrong);
    assert.deepEqual(mended, jpegWith(frame, [right, right, right]));
    assert.equal(mendJpeg(mended), mended);
  }
  const progressive = jpegWith(0xc2, [[0, 0, 0], [1, 5, 2]]);
  assert.equal(mendJpeg(progressive), progressive);
  for (const length of [0, 1, 3, 9, 12]) {
    const cut = jpegWith(0xc0, [[0, 0, 0]]).subarray(0, length);
    assert.equal(mendJpeg(cut), cut);
  }
});

Deno.test("data.folder reads a JPEG that lacks the marker at its end, and nothing else", async () => {
  const pixels = Uint8Array.from({ length: 768 }, (_, i) => 37 * i % 251);
  const jpeg = await pictureOf("a.jpg", {
    width: 16,
    height: 16,
    channels: 3,
    pixels,
  });
  assert.deepEqual([...jpeg.subarray(-2)], [0xff, 0xd9]);
  const whole = await decoder().decode(jpeg);
  assert.deepEqual(await decoder().decode(jpeg.subarray(0, -2)), whole);
  for (const cut of [3, 4, 10, 100]) {
    await assert.rejects(
      () => decoder().decode(jpeg.subarray(0, -cut)),
      /premature end|the file ends before its last row/,
      `${cut}`,
    );
  }
  const two = jpegWith(0xc0, [[0, 63, 0], [0, 63, 0]]).subarray(0, -2);
  assert.ok(lacksEnd(two));
  assert.ok(!lacksEnd(jpegWith(0xc0, [[0, 63, 0]])));
  // One scan of two components.
  assert.ok(!lacksEnd(two.subarray(0, -16)));
  assert.ok(!lacksEnd(jpegWith(0xc2, [[0, 0, 0]]).subarray(0, -2)));
});

Deno.test("data.folder says why it cannot read a file, and what to do", async () => {
  const text = (start: string) => new TextEncoder().encode(start);
  const [width, height] = [20_000, 20_000];
  const huge = pngOf({
    width: 1,
    height: 1,
    channels: 1,
    data: new Uint8Array(1),
  });
  new DataView(huge.buffer).setUint32(16, width);
  new DataView(huge.buffer).setUint32(20, height);
  new DataView(huge.buffer).setUint32(29, crc32(huge.subarray(12, 29)));
  const files: readonly (readonly [Uint8Array, RegExp])[] = [
    [new Uint8Array(), /^it is empty$/],
    [
      text("<!DOCTYPE html><html>404"),
      /^it is a web page; download the picture/,
    ],
    [text("PK\x03\x04"), /^it is a ZIP archive; unpack it$/],
    [
      text("P3 1 1 255 1 2 3"),
      /^it is a portable map of another kind; save it/,
    ],
    [text("hello"), /^it is no picture of a known format$/],
    [huge, /^expected at most 100000000 pixels, got 20000 × 20000; make it/],
    [
      text("\0\0\0\x1cftypavis\0\0\0\0avifavismsf1"),
      /^it is an animated AVIF, which is not read; save its first frame as PNG$/,
    ],
  ];
  for (const [file, why] of files) {
    await assert.rejects(() => decoder().decode(file), { message: why });
  }
});

Deno.test("data.folder says what to do about formats that it does not read", async () => {
  const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic");
  await assert.rejects(
    () => decoder().decode(heic),
    /HEIC, .*export as JPEG or PNG/,
  );
});
