/** Formats that pictures are read in. */
export type PictureFormat =
  | "png"
  | "jpeg"
  | "webp"
  | "gif"
  | "tiff"
  | "avif"
  | "bmp";

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

/**
 * Format of a picture by the first bytes of its file, whatever its name says;
 * undefined for what is no picture.
 */
export function pictureKind(
  bytes: Uint8Array,
): PictureFormat | keyof typeof UNREAD | undefined {
  // One character a byte; TextDecoder's "latin1" is Windows-1252.
  const text = String.fromCharCode(...bytes.subarray(0, SNIFFED));
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (/^RIFF....WEBP/s.test(text)) return "webp";
  if (/^GIF8[79]a/.test(text)) return "gif";
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return "tiff";
  if (/^BM.{12}(\x0c|\x28|\x34|\x38|\x40|\x6c|\x7c)\0\0\0/s.test(text)) {
    return "bmp";
  }
  const brand = /^....ftyp(.{4})/s.exec(text)?.[1];
  if (brand !== undefined) {
    const brands = text.slice(8, 64);
    if (/avi[fs]/.test(brands)) return "avif";
    if (/he[iv][cxms]|mif1|msf1/.test(brands)) return "heic";
  }
  if (/^(\xff\x0a|\0\0\0\x0cJXL )/.test(text)) return "jxl";
  if (text.startsWith("\0\0\0\x0cjP  ")) return "jp2";
  if (text.startsWith("8BPS")) return "psd";
  if (
    /^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/s
      .test(text)
  ) {
    return "svg";
  }
  return undefined;
}
