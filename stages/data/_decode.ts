import sharp, { type Sharp } from "sharp";
import { mendJpeg } from "./_mend_jpeg.ts";
import { MOST_PIXELS } from "./_most_pixels.ts";
import { pictureKind, UNREAD } from "./_picture_kind.ts";
import { readBmp } from "./_read_bmp.ts";
import { readPnm } from "./_read_pnm.ts";

/** Loaders of libvips; others, of SVG or PDF, read what a file tells them to. */
const LOADERS = ["Png", "Jpeg", "Webp", "Nsgif", "Tiff", "Heif"];

/** Sample formats whose range is known: 8 and 16 bits without sign. */
const DEPTHS = ["uchar", "ushort"];

/** How pictures are brought to one shape. */
export interface DecodeOptions {
  readonly size: number;
  readonly channels: 1 | 3;
  readonly fit: "cover" | "contain";
  /** Colour behind transparent parts and in the padding, `#rrggbb`. */
  readonly background: string;
}

/** Turns picture files into pixels of one shape. */
export interface Decoder {
  /** Bytes of one picture: size · size · channels. */
  readonly bytes: number;
  /**
   * Pixels of a file's bytes, `[size, size, channels]`; rejects when they are
   * damaged, have more than 100 million pixels, samples of an unknown range, or
   * are no picture of a known format, whatever its name says.
   */
  decode(file: Uint8Array): Promise<Uint8Array>;
}

/** Opens a decoder; pictures are decoded on threads of libuv, each by one thread of libvips. */
export function openDecoder(options: DecodeOptions): Decoder {
  const { size, channels, fit, background } = options;
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: LOADERS.map((name) => `VipsForeignLoad${name}`),
  });
  return {
    bytes: size * size * channels,
    async decode(file) {
      const whole = await wholePicture(file, background);
      const picture = whole
        .resize(size, size, { fit, background, kernel: "lanczos3" });
      const coloured = channels === 1
        ? picture.greyscale().toColourspace("b-w")
        : picture.toColourspace("srgb");
      const pixels = await coloured.raw({ depth: "uchar" }).toBuffer();
      const bytes = size * size * channels;
      if (pixels.length === bytes) return pixels;
      throw new TypeError(
        `it has ${
          pixels.length / size / size - channels
        } channels besides its colours; save it as RGB`,
      );
    },
  };
}

/** A picture, turned and without transparency, at its own size. */
async function wholePicture(
  file: Uint8Array,
  background: string,
): Promise<Sharp> {
  const kind = pictureKind(file);
  if (kind === undefined || kind === "svg") {
    throw new TypeError("Input file contains unsupported image format");
  }
  if (kind in UNREAD) {
    throw new TypeError(UNREAD[kind as keyof typeof UNREAD]);
  }
  if (kind === "bmp" || kind === "pnm") {
    const { data, ...raw } = (kind === "bmp" ? readBmp : readPnm)(file);
    return sharp(data, { raw });
  }
  const open = () =>
    sharp(kind === "jpeg" ? mendJpeg(file) : file, {
      failOn: "warning",
      limitInputPixels: MOST_PIXELS,
    });
  if (kind === "tiff") {
    const remedy = "save it with 8 or 16 bits a sample, without sign";
    const { depth = "unknown" } = await open().metadata().catch((cause) => {
      throw new TypeError(`${cause.message}; ${remedy}`, { cause });
    });
    if (!DEPTHS.includes(depth)) {
      throw new TypeError(
        `its samples are of type '${depth}', whose range is not known; ${remedy}`,
      );
    }
  }
  const upright = open().autoOrient().flatten({ background });
  // These loaders shrink while they decode, by another filter than the stated one.
  if (kind !== "jpeg" && kind !== "webp") return upright;
  const { data, info } = await upright.toColourspace("srgb")
    .raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } });
}
