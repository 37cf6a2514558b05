import { encode } from "fast-png";
import { Buffer } from "node:buffer";
import type { Picture } from "./tile.ts";

/** A picture as a PNG file. */
export function encodePng(picture: Picture): Uint8Array {
  return encode({
    width: picture.width,
    height: picture.height,
    data: picture.pixels,
    channels: picture.channels,
    depth: 8,
  }, { zlib: { level: 9 } });
}

/** A picture as a `data:` URI of a PNG file. */
export function pngUri(picture: Picture): string {
  const base64 = Buffer.from(encodePng(picture)).toString("base64");
  return `data:image/png;base64,${base64}`;
}
