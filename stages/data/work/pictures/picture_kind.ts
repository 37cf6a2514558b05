/** Formats that pictures are read in. */
export type PictureFormat =
  | "png"
  | "jpeg"
  | "webp"
  | "gif"
  | "tiff"
  | "avif"
  | "bmp"
  | "pnm";

/** Formats of pictures that are not read, and what to do about them. */
export const UNREAD = {
  heic: "HEIC, which has no free decoder here: export as JPEG or PNG",
  jxl: "JPEG XL: export as PNG",
  jp2: "JPEG 2000: export as PNG",
  psd: "Photoshop: export as PNG",
  raw: "a camera's own format: export as JPEG or PNG",
  svg: "SVG drawings: export as PNG",
} as const;

/** Bytes of a file's start that tell its format. */
export const SNIFFED = 512;

/** What a file starts with, for formats that a few bytes tell; `?` is any byte. */
const STARTS:
  readonly (readonly [PictureFormat | keyof typeof UNREAD, string])[] = [
    ["png", "89 50 4e 47 0d 0a 1a 0a"],
    ["jpeg", "ff d8 ff"],
    ["webp", "52 49 46 46 ? ? ? ? 57 45 42 50"],
    ["gif", "47 49 46 38 37 61"],
    ["gif", "47 49 46 38 39 61"],
    ["tiff", "49 49 2a 00"],
    ["tiff", "49 49 2b 00"],
    ["tiff", "4d 4d 00 2a"],
    ["tiff", "4d 4d 00 2b"],
    ["jxl", "ff 0a"],
    ["jxl", "00 00 00 0c 4a 58 4c 20"],
    ["jp2", "00 00 00 0c 6a 50 20 20"],
    ["psd", "38 42 50 53"],
  ];

/** Sizes of the header after that of a bitmap's file. */
const BITMAP_HEADERS = [12, 40, 52, 56, 64, 108, 124];

/** Brands of ISO media files. */
const BRANDS: readonly (readonly ["avif" | "heic", RegExp])[] = [
  ["avif", /avi[fs]/],
  ["heic", /he[iv][cxms]|mif1|msf1/],
];

/**
 * Format of a picture by the first bytes of its file, whatever its name says;
 * undefined for what is no picture.
 */
export function pictureKind(
  bytes: Uint8Array,
): PictureFormat | keyof typeof UNREAD | undefined {
  const found = STARTS.find(([, start]) => startsWith(bytes, start));
  if (found !== undefined) return found[0];
  const isBitmap = startsWith(bytes, "42 4d") && bytes.length > 18 &&
    BITMAP_HEADERS.includes(bytes[14]!) && bytes[15] === 0;
  if (isBitmap) return "bmp";
  // One character a byte; TextDecoder's "latin1" is Windows-1252.
  const text = String.fromCharCode(...bytes.subarray(0, SNIFFED));
  if (text.slice(4, 8) === "ftyp") {
    return BRANDS.find(([, brand]) => brand.test(text.slice(8, 64)))?.[0];
  }
  if (/^P[56]\s+[#\d]/.test(text)) return "pnm";
  return /^\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/.test(text) &&
      /<svg[\s>]/.test(text)
    ? "svg"
    : undefined;
}

/** Whether an AVIF holds frames in place of one picture. */
export function isAnimatedAvif(bytes: Uint8Array): boolean {
  return startsWith(bytes.subarray(4), "66 74 79 70 61 76 69 73");
}

function startsWith(bytes: Uint8Array, start: string): boolean {
  return start.split(" ").every((byte, at) =>
    byte === "?" || bytes[at] === parseInt(byte, 16)
  );
}
