import { hexColour } from "./_hex_colour.ts";
import type { RawPicture } from "./_read_bmp.ts";

/** Where the first frame of a GIF lies on its canvas, in pixels. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The first frame of a GIF with the background where it leaves its canvas free,
 * which libvips makes black.
 *
 * Source: GIF89a, sections 18 to 23.
 */
export function coverCanvas(
  picture: RawPicture,
  { bytes, background }: {
    readonly bytes: Uint8Array;
    readonly background: string;
  },
): RawPicture {
  const frame = firstFrame(bytes);
  const { width, height, channels } = picture;
  const isWhole = frame === undefined ||
    (frame.left === 0 && frame.top === 0 && frame.width >= width &&
      frame.height >= height);
  if (isWhole) return picture;
  const colour = hexColour(background);
  const data = picture.data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (isWithin(frame, x, y)) continue;
      data.set(colour, channels * (y * width + x));
    }
  }
  return { ...picture, data };
}

function isWithin({ left, top, width, height }: Frame, x: number, y: number) {
  return x >= left && x < left + width && y >= top && y < top + height;
}

/** Undefined where the file ends before. */
function firstFrame(bytes: Uint8Array): Frame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * (2 << (flags & 7)) : 0);
  while (bytes[at] === 0x21) {
    at += 2;
    while (bytes[at]) at += 1 + bytes[at]!;
    at++;
  }
  if (bytes[at] !== 0x2c || at + 9 > bytes.length) return undefined;
  const [left, top, width, height] = [1, 3, 5, 7].map((offset) =>
    view.getUint16(at + offset, true)
  );
  return { left: left!, top: top!, width: width!, height: height! };
}
