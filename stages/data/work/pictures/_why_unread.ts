import sharp from "sharp";
import { MOST_PIXELS } from "./_most_pixels.ts";
import { isAnimatedAvif, type PictureFormat } from "./picture_kind.ts";

/** Files that are no pictures, by how they start, and what to do about them. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^$/, "it is empty"],
  [
    /^\s*<(!doctype html|html|head|body)\b/i,
    "it is a web page; download the picture itself",
  ],
  [
    /^\s*(<\?xml|<!--|<svg|<!doctype svg)/i,
    "it is a drawing; export it as PNG",
  ],
  [/^PK\W\W/, "it is a ZIP archive; unpack it"],
  [/^%PDF/, "it is a PDF; export its pages as PNG"],
  [/^P[1-47]\s/, "it is a portable map of another kind; save it as PNG"],
];

/** Bytes of a file's start that are looked at. */
const LOOKED = 64;

/** Why a file of no known format is no picture. */
export function unknownFile(file: Uint8Array): string {
  const start = String.fromCharCode(...file.subarray(0, LOOKED));
  return OTHERS.find(([pattern]) => pattern.test(start))?.[1] ??
    "it is no picture of a known format";
}

/** Why a picture cannot be read, in one line, from what libvips says. */
export async function whyUnread(
  { message }: Error,
  { kind, bytes }: {
    readonly kind: PictureFormat;
    readonly bytes: Uint8Array;
  },
): Promise<string> {
  if (message.includes("exceeds pixel limit")) {
    const { width, height } = await sharp(bytes, { limitInputPixels: false })
      .metadata();
    return `expected at most ${MOST_PIXELS} pixels, got ${width} × ${height}; make it smaller`;
  }
  if (kind === "avif" && isAnimatedAvif(bytes)) {
    return "it is an animated AVIF, which is not read; save its first frame as PNG";
  }
  const compression = /(\S+) compression support is not configured/
    .exec(message)?.[1];
  if (compression !== undefined) {
    return `its compression, ${compression}, is not read; save it with LZW, Deflate or none`;
  }
  const lines = message.split("\n");
  return lines.find((line) => !/^source: bad seek/.test(line)) ?? lines[0]!;
}
