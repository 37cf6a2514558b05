import { MOST_PIXELS } from "./_most_pixels.ts";

/** Masks of red, green and blue that go without saying, by bits a pixel. */
const MASKS: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x3e0, 0x1f],
  24: [0xff0000, 0xff00, 0xff],
  32: [0xff0000, 0xff00, 0xff],
};

/** What the header of a Windows bitmap says. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Whether the first row is the upper one. */
  readonly isTopDown: boolean;
  /** Bits a pixel: 1, 4, 8, 16, 24 or 32. */
  readonly bits: number;
  /** Where the pixels begin. */
  readonly start: number;
  /** Which bits of a pixel are red, green and blue, above 8 bits. */
  readonly masks: readonly number[];
  /** Where the colours begin, bytes from one to the next, and how many. */
  readonly palette: {
    readonly start: number;
    readonly step: number;
    readonly count: number;
  };
}

/**
 * Reads the header of a Windows bitmap.
 *
 * @throws {TypeError} when it is damaged, or of a kind that is not read
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 26 ? 0 : view.getUint32(14, true);
  if (length < 12 || bytes.length < 14 + length) {
    throw new TypeError("the file ends in its header");
  }
  const isCore = length === 12;
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
  // 3 and 6: the masks follow, at the same place for headers of all lengths.
  const hasMasks = compression === 3 || compression === 6;
  const masks = hasMasks && bits > 8
    ? [54, 58, 62].map((at) =>
      at + 4 <= bytes.length ? view.getUint32(at, true) : 0
    )
    : MASKS[bits] ?? [];
  const isRead = [1, 4, 8, 16, 24, 32].includes(bits) &&
    (compression === 0 || (hasMasks && (bits === 16 || bits === 32))) &&
    masks.every((mask) => mask !== 0);
  if (!isRead) {
    throw new TypeError(
      `a bitmap with ${bits} bits a pixel and compression ${compression} is not read; save it as PNG`,
    );
  }
  const used = isCore ? 0 : view.getUint32(46, true);
  return {
    width,
    height,
    isTopDown: rows < 0,
    bits,
    start: view.getUint32(10, true),
    masks,
    palette: {
      start: 14 + length,
      step: isCore ? 3 : 4,
      count: used === 0 ? 1 << bits : Math.min(used, 1 << bits),
    },
  };
}
