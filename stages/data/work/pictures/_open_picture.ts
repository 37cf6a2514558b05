import sharp, { type Sharp } from "sharp";
import { deepToSrgb } from "./_deep_to_srgb.ts";
import { coverCanvas } from "./_gif_frame.ts";
import { readIccProfile } from "./icc_profile.ts";
import { lacksEnd, mendJpeg } from "./mend_jpeg.ts";
import { MOST_PIXELS } from "./_most_pixels.ts";
import { type PictureFormat, pictureKind, UNREAD } from "./picture_kind.ts";
import { type RawPicture, readBmp } from "./_read_bmp.ts";
import { readPnm } from "./_read_pnm.ts";
import { readTiffHeader } from "./_tiff_header.ts";
import { unknownFile, whyUnread } from "./_why_unread.ts";

/** Types of samples whose range is known, and that libvips reads. */
const TYPES = ["uint1", "uint2", "uint4", "uint8", "uint16"];

/** The marker that ends a JPEG, and data that no picture ends with. */
const END = [0xff, 0xd9];
const JUNK = Array<number>(64).fill(0x55);

/**
 * A picture at its own size, turned the way its EXIF data says, in the colours
 * of sRGB with 8 bits, without transparency.
 *
 * @param file Its bytes
 * @param background Colour behind transparent parts, `#rrggbb`
 * @throws {TypeError} when it cannot be read; the message says why
 */
export async function openPicture(
  file: Uint8Array,
  background: string,
): Promise<RawPicture> {
  const kind = pictureKind(file);
  if (kind === undefined) throw new TypeError(unknownFile(file));
  if (kind === "bmp") return readBmp(file);
  if (kind === "pnm") return readPnm(file);
  if (isUnread(kind)) throw new TypeError(UNREAD[kind]);
  const bytes = kind === "jpeg" ? mendJpeg(file) : file;
  try {
    return kind === "jpeg" && lacksEnd(bytes)
      ? await readEndless(bytes, background)
      : await readPicture(bytes, { kind, background });
  } catch (cause) {
    throw new TypeError(await whyUnread(cause as Error, { kind, bytes }), {
      cause,
    });
  }
}

function isUnread(kind: string): kind is keyof typeof UNREAD {
  return Object.hasOwn(UNREAD, kind);
}

async function readPicture(
  bytes: Uint8Array,
  { kind, background, failOn = "warning" }: {
    readonly kind: PictureFormat;
    readonly background: string;
    readonly failOn?: "none" | "warning";
  },
): Promise<RawPicture> {
  const upright = (await opened(bytes, { kind, failOn })).autoOrient();
  const isOpaque = kind === "tiff" && readTiffHeader(bytes)?.extra[0] === 0;
  const { data, info } =
    await (isOpaque ? upright.removeAlpha() : upright.flatten({ background }))
      .toColourspace("srgb").raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3) throw beside(channels - 3);
  const picture = { data, width, height, channels } as const;
  return kind === "gif" ? coverCanvas(picture, { bytes, background }) : picture;
}

/**
 * A JPEG without the marker at its end. Whether data is lacking too shows by what
 * becomes of junk in its place: libvips does not say so of the last rows.
 */
async function readEndless(
  bytes: Uint8Array,
  background: string,
): Promise<RawPicture> {
  const read = (junk: readonly number[], failOn: "none" | "warning") => {
    const whole = new Uint8Array(bytes.length + junk.length + END.length);
    whole.set(bytes);
    whole.set([...junk, ...END], bytes.length);
    return readPicture(whole, { kind: "jpeg", background, failOn });
  };
  const picture = await read([], "warning");
  const other = await read(JUNK, "none");
  if (picture.data.every((value, i) => value === other.data[i])) return picture;
  throw new TypeError("the file ends before its last row");
}

/** A picture whose colours libvips brings to sRGB, or that are. */
async function opened(
  bytes: Uint8Array,
  { kind, failOn }: {
    readonly kind: PictureFormat;
    readonly failOn: "none" | "warning";
  },
): Promise<Sharp> {
  const options = { failOn, limitInputPixels: MOST_PIXELS } as const;
  const picture = sharp(bytes, options);
  if (kind === "tiff") refuseTiff(bytes);
  const mayBeDeep = kind === "tiff" || kind === "avif" ||
    (kind === "png" && bytes[24] === 16);
  if (!mayBeDeep) return picture;
  const { icc, space } = await picture.metadata();
  const colours = { grey16: 1, rgb16: 3 }[space as string];
  if (icc === undefined || colours === undefined) return picture;
  const profile = readIccProfile(icc);
  if (profile?.curves.length !== colours) {
    return picture.pipelineColourspace(colours === 1 ? "b-w" : "srgb");
  }
  const { data, info } = await sharp(bytes, { ...options, ignoreIcc: true })
    .autoOrient().toColourspace(space as string).raw({ depth: "ushort" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const samples = new Uint16Array(Uint8Array.from(data).buffer);
  const deep = deepToSrgb(samples, { channels, profile });
  return sharp(deep.data, { raw: { width, height, channels: deep.channels } });
}

/** Refuses what libvips would say nothing helpful of. */
function refuseTiff(bytes: Uint8Array): void {
  const header = readTiffHeader(bytes);
  if (header === undefined) return;
  if (header.photometric === 8) {
    throw new TypeError(
      "its colours are CIELab, which is not read; save it as RGB",
    );
  }
  if (!TYPES.includes(header.type)) {
    throw new TypeError(
      `its samples are of type '${header.type}', which is not read; save it with 8 or 16 bits a sample, without sign`,
    );
  }
  if (header.extra.length > 1) throw beside(header.extra.length);
}

function beside(count: number): TypeError {
  return new TypeError(
    `it has ${count} channels besides its colours; save it as RGB`,
  );
}
