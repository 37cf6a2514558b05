import sharp from "sharp";

/** Most pixels of one picture. */
const MOST_PIXELS = 100_000_000;

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
   * Pixels of a file, `[size, size, channels]`; rejects when it is damaged,
   * has more than 100 million pixels, or is no picture of a known format,
   * whatever its name says.
   */
  decode(path: string): Promise<Uint8Array>;
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
    async decode(path) {
      const picture = sharp(path, {
        failOn: "warning",
        limitInputPixels: MOST_PIXELS,
      })
        .autoOrient()
        .flatten({ background })
        .resize(size, size, { fit, background, kernel: "lanczos3" });
      const coloured = channels === 1
        ? picture.greyscale().toColourspace("b-w")
        : picture.toColourspace("srgb");
      return await coloured.raw({ depth: "uchar" }).toBuffer();
    },
  };
}
