/** Pixels of a picture as they come out of its file. */
export interface RawPicture {
  /** `[height, width, channels]`, row-major. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Most pixels of one picture. */
const MOST_PIXELS = 100_000_000;

/**
 * Reads a Windows bitmap: uncompressed, with a palette of 1, 4 or 8 bits or with
 * 24 or 32 bits a pixel, from the bottom up or from the top down.
 *
 * Source: Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER.
 *
 * @throws {TypeError} for other kinds, and where the file ends early
 */
export function readBmp(bytes: Uint8Array): RawPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) throw new TypeError("the file ends in its header");
  const start = view.getUint32(10, true);
  const header = view.getUint32(14, true);
  const isCore = header === 12;
  if (bytes.length < 14 + header) {
    throw new TypeError("the file ends in its header");
  }
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const rows = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? 0 : view.getUint32(30, true);
  const height = Math.abs(rows);
  if (!(width > 0 && height > 0 && width * height <= MOST_PIXELS)) {
    throw new TypeError(
      `expected at most ${MOST_PIXELS} pixels, got ${width} × ${height}`,
    );
  }
  const isPlain = compression === 0 ||
    (compression === 3 && bits === 32 && hasUsualMasks(view, header));
  if (!isPlain || ![1, 4, 8, 24, 32].includes(bits)) {
    throw new TypeError(
      `a bitmap with ${bits} bits a pixel and compression ${compression} is not read; save it as PNG`,
    );
  }
  const stride = 4 * Math.ceil(width * bits / 32);
  if (bytes.length < start + stride * height) {
    throw new TypeError("the file ends before its last row");
  }
  const palette = bits <= 8
    ? paletteOf(bytes, { header, isCore, bits, view })
    : undefined;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = start + stride * (rows > 0 ? height - 1 - y : y);
    for (let x = 0, to = 3 * width * y; x < width; x++, to += 3) {
      let from: number;
      let source: Uint8Array = bytes;
      if (palette === undefined) from = row + x * bits / 8;
      else {
        const byte = bytes[row + (x * bits >> 3)]!;
        const index = byte >> (8 - bits - (x * bits & 7)) & ((1 << bits) - 1);
        [source, from] = [palette.colours, index * palette.step];
      }
      data[to] = source[from + 2] ?? 0;
      data[to + 1] = source[from + 1] ?? 0;
      data[to + 2] = source[from] ?? 0;
    }
  }
  return { data, width, height, channels: 3 };
}

function hasUsualMasks(view: DataView, header: number): boolean {
  // After a short header the masks follow it, at the same place.
  if (header < 40 || view.byteLength < 66) return false;
  return view.getUint32(54, true) === 0xff0000 &&
    view.getUint32(58, true) === 0xff00 && view.getUint32(62, true) === 0xff;
}

function paletteOf(
  bytes: Uint8Array,
  { header, isCore, bits, view }: {
    readonly header: number;
    readonly isCore: boolean;
    readonly bits: number;
    readonly view: DataView;
  },
) {
  const step = isCore ? 3 : 4;
  const used = isCore ? 0 : view.getUint32(46, true);
  const count = used === 0 ? 1 << bits : Math.min(used, 1 << bits);
  const start = 14 + header;
  return { step, colours: bytes.subarray(start, start + count * step) };
}
