import { encode } from "fast-png";
import { Buffer } from "node:buffer";
import type { Picture } from "./tile.ts";

/**
 * A picture as a PNG file.
 *
 * @example
 * ```ts
 * import { encodePng } from "./png.ts";
 *
 * const pixels = Uint8Array.of(0, 85, 170, 255);
 * const bytes = encodePng({ pixels, width: 2, height: 2, channels: 1 });
 * console.assert(String.fromCharCode(...bytes.subarray(1, 4)) === "PNG");
 * ```
 */
export function encodePng(picture: Picture): Uint8Array {
  return encode({
    width: picture.width,
    height: picture.height,
    data: picture.pixels,
    channels: picture.channels,
    depth: 8,
  }, { zlib: { level: 9 } });
}

/**
 * A picture as a `data:` URI of a PNG file.
 *
 * @example
 * ```ts
 * import { pngUri } from "./png.ts";
 *
 * const uri = pngUri({ pixels: Uint8Array.of(9), width: 1, height: 1, channels: 1 });
 * console.assert(uri.startsWith("data:image/png;base64,"));
 * ```
 */
export function pngUri(picture: Picture): string {
  const base64 = Buffer.from(encodePng(picture)).toString("base64");
  return `data:image/png;base64,${base64}`;
}
