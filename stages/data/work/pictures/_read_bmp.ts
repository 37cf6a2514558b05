import { type BmpHeader, readBmpHeader } from "./_bmp_header.ts";

/** Pixels of a picture as they come out of its file. */
export interface RawPicture {
  /** `[height, width, channels]`, row-major. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Writes the colour of a pixel of one row. */
type Painter = (
  to: Uint8Array,
  at: { readonly row: number; readonly x: number; readonly to: number },
) => void;

/**
 * Reads a Windows bitmap: uncompressed, with a palette of 1, 4 or 8 bits or with
 * 16, 24 or 32 bits a pixel, from the bottom up or from the top down. A fourth
 * channel is not looked at, for most programs leave it zero.
 *
 * Source: Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER.
 *
 * @throws {TypeError} for other kinds, and where the file ends early
 */
export function readBmp(bytes: Uint8Array): RawPicture {
  const header = readBmpHeader(bytes);
  const { width, height, bits, start } = header;
  const stride = 4 * Math.ceil(width * bits / 32);
  if (bytes.length < start + stride * height) {
    throw new TypeError("the file ends before its last row");
  }
  const paint = bits <= 8 ? byPalette(bytes, header) : byMasks(bytes, header);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = start + stride * (header.isTopDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      paint(data, { row, x, to: 3 * (width * y + x) });
    }
  }
  return { data, width, height, channels: 3 };
}

function byPalette(
  bytes: Uint8Array,
  { bits, palette: { start, step, count } }: BmpHeader,
): Painter {
  return (data, { row, x, to }) => {
    const byte = bytes[row + (x * bits >> 3)]!;
    const index = byte >> (8 - bits - (x * bits & 7)) & ((1 << bits) - 1);
    if (index >= count) {
      throw new TypeError(
        `a pixel has colour ${index} of a palette of ${count}`,
      );
    }
    for (let c = 0; c < 3; c++) {
      data[to + c] = bytes[start + index * step + 2 - c]!;
    }
  };
}

function byMasks(bytes: Uint8Array, { bits, masks }: BmpHeader): Painter {
  const size = bits / 8;
  const parts = masks.map((mask) => {
    const shift = Math.clz32(mask & -mask) ^ 31;
    return { mask, shift, most: mask >>> shift };
  });
  return (data, { row, x, to }) => {
    let word = 0;
    for (let i = size - 1; i >= 0; i--) {
      word = (word << 8) | bytes[row + x * size + i]!;
    }
    for (let c = 0; c < 3; c++) {
      const { mask, shift, most } = parts[c]!;
      data[to + c] = Math.round(((word & mask) >>> shift) * 255 / most);
    }
  };
}
