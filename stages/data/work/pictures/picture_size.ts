import sharp from "sharp";
import { readBmpHeader } from "./_bmp_header.ts";
import { pictureKind } from "./picture_kind.ts";
import { readPnmHeader } from "./_read_pnm.ts";

/** Height and width as stored, before a picture is turned. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Size of a picture from its header alone; undefined where that does not tell.
 *
 * @param start The first bytes of its file, `SNIFFED` or as many as there are
 * @param file Its path, or all its bytes
 */
export async function pictureSize(
  start: Uint8Array,
  file: string | Uint8Array,
): Promise<PictureSize | undefined> {
  try {
    const { width, height } = await headerOf(start, file);
    return { width, height };
  } catch {
    return undefined;
  }
}

async function headerOf(
  start: Uint8Array,
  file: string | Uint8Array,
): Promise<PictureSize> {
  switch (pictureKind(start)) {
    // Those that libvips does not read here.
    case "bmp":
      return readBmpHeader(start);
    case "pnm":
      return readPnmHeader(start);
    default:
      return await sharp(file).metadata();
  }
}
