import sharp from "sharp";
import { openPicture } from "./_open_picture.ts";
import type { RawPicture } from "./_read_bmp.ts";

/** Loaders of libvips; others, of SVG or PDF, read what a file tells them to. */
const LOADERS = ["Png", "Jpeg", "Webp", "Nsgif", "Tiff", "Heif"];

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
  const { size, channels, background } = options;
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: LOADERS.map((name) => `VipsForeignLoad${name}`),
  });
  return {
    bytes: size * size * channels,
    async decode(file) {
      // Whole: loaders shrink while they decode, by another filter.
      const picture = await openPicture(file, background);
      return await squared(picture, options);
    },
  };
}

/** A picture as a square, `[size, size, channels]`. */
async function squared(
  picture: RawPicture,
  { size, channels: wanted, fit, background }: DecodeOptions,
): Promise<Uint8Array> {
  const { data, width, height, channels } = picture;
  const raw = sharp(data, { raw: { width, height, channels } });
  const resized = width === size && height === size
    ? raw
    : raw.resize(size, size, { fit, background, kernel: "lanczos3" });
  const coloured = wanted === 1
    ? resized.greyscale().toColourspace("b-w")
    : resized.toColourspace("srgb");
  return await coloured.raw({ depth: "uchar" }).toBuffer();
}
