import { readBmpHeader } from "./_bmp_header.ts";
import { pictureKind, SNIFFED } from "./_picture_kind.ts";
import { readPnmHeader } from "./_read_pnm.ts";

/** Bytes of a file from a place on, as many as asked for or as there are. */
export type Reader = (at: number, length: number) => Uint8Array;

/** Height and width as stored, before a picture is turned. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Bytes at the start of an AVIF file among which its sizes are looked for. */
const AVIF_HEAD = 16 * 1024;
/** Most segments before the frame of a JPEG. */
const SEGMENTS = 500;

/**
 * Size of a picture from its header alone; undefined where that does not tell.
 *
 * Source: the formats' specifications.
 */
export function pictureSize(read: Reader): PictureSize | undefined {
  const head = read(0, SNIFFED);
  try {
    const size = sizeIn(head, read);
    return size !== undefined && size.width > 0 && size.height > 0
      ? { width: size.width, height: size.height }
      : undefined;
  } catch {
    // It ends early, or points to where nothing is.
    return undefined;
  }
}

function sizeIn(head: Uint8Array, read: Reader): PictureSize | undefined {
  const view = viewOf(head);
  switch (pictureKind(head)) {
    case "png":
      return { width: view.getUint32(16), height: view.getUint32(20) };
    case "gif":
      return {
        width: view.getUint16(6, true),
        height: view.getUint16(8, true),
      };
    case "bmp":
      return readBmpHeader(head);
    case "pnm":
      return readPnmHeader(head);
    case "webp":
      return sizeOfWebp(view);
    case "jpeg":
      return sizeOfJpeg(read);
    case "tiff":
      return sizeOfTiff(view, read);
    case "avif":
      return sizeOfAvif(read(0, AVIF_HEAD));
    default:
      return undefined;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The first chunk is of one of three kinds. */
function sizeOfWebp(view: DataView): PictureSize {
  const kind = view.getUint8(15);
  // "VP8X": less one, of three bytes each.
  if (kind === 0x58) {
    return {
      width: 1 + (view.getUint32(24, true) & 0xffffff),
      height: 1 + (view.getUint32(26, true) >>> 8),
    };
  }
  // "VP8L": less one, of 14 bits each.
  if (kind === 0x4c) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + (bits >>> 14 & 0x3fff) };
  }
  return {
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
  };
}

/** From segment to segment, as far as the one that begins the frame. */
function sizeOfJpeg(read: Reader): PictureSize | undefined {
  let at = 2;
  for (let i = 0; i < SEGMENTS; i++) {
    const view = viewOf(read(at, 9));
    const marker = view.getUint8(1);
    if (view.getUint8(0) !== 0xff) return undefined;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // SOF0 to SOF15 but for DHT, JPG and DAC.
    const isFrame = marker >= 0xc0 && marker <= 0xcf &&
      ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { height: view.getUint16(5), width: view.getUint16(7) };
    }
    at += 2 + view.getUint16(2);
  }
  return undefined;
}

/** The tags ImageWidth and ImageLength of the first directory. */
function sizeOfTiff(
  head: DataView,
  read: Reader,
): PictureSize | undefined {
  const isLittle = head.getUint8(0) === 0x49;
  const isBig = head.getUint16(2, isLittle) === 43;
  const start = isBig
    ? Number(head.getBigUint64(8, isLittle))
    : head.getUint32(4, isLittle);
  const [counted, entry] = isBig ? [8, 20] : [2, 12];
  const first = viewOf(read(start, counted));
  const count = isBig
    ? Number(first.getBigUint64(0, isLittle))
    : first.getUint16(0, isLittle);
  const tags = viewOf(read(start + counted, Math.min(count, 1000) * entry));
  const valueOf = (tag: number): number => {
    for (let at = 0; at < tags.byteLength; at += entry) {
      if (tags.getUint16(at, isLittle) !== tag) continue;
      const isShort = tags.getUint16(at + 2, isLittle) === 3;
      const value = at + entry - (isBig ? 8 : 4);
      return isShort
        ? tags.getUint16(value, isLittle)
        : tags.getUint32(value, isLittle);
    }
    return 0;
  };
  return { width: valueOf(256), height: valueOf(257) };
}

/** The largest of the properties "ispe": others are of tiles and previews. */
function sizeOfAvif(head: Uint8Array): PictureSize | undefined {
  const view = viewOf(head);
  let best: PictureSize | undefined;
  for (let at = 0; at + 16 <= head.length; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const size = {
      width: view.getUint32(at + 8),
      height: view.getUint32(at + 12),
    };
    if (
      best === undefined ||
      size.width * size.height > best.width * best.height
    ) best = size;
  }
  return best;
}
