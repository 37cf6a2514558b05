import sharp from "sharp";
import { enlarge } from "./enlarge.ts";
import { openPicture } from "./_open_picture.ts";
import { hexColour } from "./_hex_colour.ts";
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
      const pixels = await squared(picture, options);
      return channels === 1 ? greyOf(pixels) : pixels;
    },
  };
}

/** A picture as a square of RGB, `[size, size, 3]`. */
async function squared(
  picture: RawPicture,
  { size, fit, background }: DecodeOptions,
): Promise<Uint8Array> {
  const { data, width, height, channels } = picture;
  const side = fit === "cover"
    ? Math.min(width, height)
    : Math.max(width, height);
  if (side < size) return enlarged(picture, { size, side, background });
  if (width === size && height === size && channels === 3) return data;
  const raw = sharp(data, { raw: { width, height, channels } });
  const resized = width === size && height === size
    ? raw
    : raw.resize(size, size, { fit, background, kernel: "lanczos3" });
  return await resized.toColourspace("srgb").raw({ depth: "uchar" }).toBuffer();
}

/** A square out of a picture one of whose sides becomes that of the square. */
function enlarged(
  picture: RawPicture,
  { size, side, background }: {
    readonly size: number;
    readonly side: number;
    readonly background: string;
  },
): Uint8Array {
  const { channels } = picture;
  const axes = [picture.width, picture.height].map((length) => {
    const whole = Math.max(1, Math.round(length * size / side));
    return {
      whole,
      seen: Math.min(whole, size),
      cut: Math.max(0, Math.floor((whole - size + 1) / 2)),
      free: Math.max(0, Math.floor((size - whole) / 2)),
    };
  });
  const [x, y] = [axes[0]!, axes[1]!];
  const part = enlarge(picture, {
    whole: [x.whole, y.whole],
    start: [x.cut, y.cut],
    size: [x.seen, y.seen],
  });
  const square = new Uint8Array(3 * size * size);
  const colour = hexColour(background);
  for (let i = 0; i < square.length; i++) square[i] = colour[i % 3]!;
  for (let row = 0; row < y.seen; row++) {
    for (let column = 0; column < x.seen; column++) {
      const from = channels * (row * x.seen + column);
      const to = 3 * ((y.free + row) * size + x.free + column);
      for (let c = 0; c < 3; c++) {
        square[to + c] = part[from + (channels === 1 ? 0 : c)]!;
      }
    }
  }
  return square;
}

/**
 * Luma of colours, `[…, 1]` of `[…, 3]`; grey stays as it is.
 *
 * Source: ITU-R BT.601, in 16 bits as Pillow's "L" has it.
 */
function greyOf(pixels: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: pixels.length / 3 },
    (_, i) => {
      const [r, g, b] = pixels.subarray(3 * i, 3 * i + 3);
      return (19595 * r! + 38470 * g! + 7471 * b! + 0x8000) >> 16;
    },
  );
}
