import { MOST_PIXELS } from "./_most_pixels.ts";
import type { RawPicture } from "./_read_bmp.ts";

/** Magic, width, height and greatest value, with comments between them. */
const HEADER =
  /^P([56])\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s+(?:#[^\n]*\n\s*)*(\d{1,5})\s/;

/** Bytes among which the header ends. */
const HEADER_BYTES = 2048;

/** What the header of a portable map says. */
export interface PnmHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The value of white, in [1, 65535]. */
  readonly most: number;
  /** Where the pixels begin. */
  readonly start: number;
}

/**
 * Reads the header of a binary grey map (P5) or pixel map (P6).
 *
 * @throws {TypeError} when it is damaged
 */
export function readPnmHeader(bytes: Uint8Array): PnmHeader {
  const text = String.fromCharCode(...bytes.subarray(0, HEADER_BYTES));
  const found = HEADER.exec(text);
  const [width = 0, height = 0, most = 0] = (found ?? []).slice(2).map(Number);
  const isSound = width > 0 && height > 0 && width * height <= MOST_PIXELS &&
    most > 0 && most < 65536;
  if (found === null || !isSound) {
    throw new TypeError(
      `expected a header with at most ${MOST_PIXELS} pixels and a white of at most 65535, got ${width} × ${height} and ${most}`,
    );
  }
  const channels = found[1] === "5" ? 1 : 3;
  return { width, height, channels, most, start: found[0].length };
}

/**
 * Reads a binary grey map (P5) or pixel map (P6), of 8 or 16 bits.
 *
 * Source: Netpbm, pgm(5) and ppm(5).
 *
 * @throws {TypeError} when it is damaged, or ends early
 */
export function readPnm(bytes: Uint8Array): RawPicture {
  const { width, height, channels, most, start } = readPnmHeader(bytes);
  const wide = most < 256 ? 1 : 2;
  const data = new Uint8Array(width * height * channels);
  if (bytes.length < start + wide * data.length) {
    throw new TypeError("the file ends before its last row");
  }
  for (let i = 0; i < data.length; i++) {
    const at = start + wide * i;
    const value = wide === 1 ? bytes[at]! : bytes[at]! << 8 | bytes[at + 1]!;
    if (value > most) {
      throw new TypeError(`a value is ${value}, above the white of ${most}`);
    }
    data[i] = Math.round(255 * value / most);
  }
  return { data, width, height, channels };
}
