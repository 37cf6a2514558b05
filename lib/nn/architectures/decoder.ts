import { sizeOf } from "../../tensor/array.ts";
import type { Network } from "../network/network.ts";
import { dcganGenerator } from "./dcgan.ts";
import { gridDecoder } from "./grid.ts";
import type { ImageShape } from "./image_shape.ts";

/**
 * A network that makes images of codes: of vectors a DCGAN generator, of grids
 * convolutions that double the extent.
 *
 * @param code Shape of a code: a vector or a grid
 * @param options `width` is the number of channels before the last layer
 * @throws {RangeError} for codes of another shape
 */
export function decoderOf(
  code: readonly number[],
  options: { readonly image: ImageShape; readonly width: number },
): Network {
  const [first = 0, , channels = 0] = code;
  if (code.length === 1) return dcganGenerator(first, options);
  if (code.length === 3) {
    return gridDecoder(options.image, {
      architecture: "conv",
      grid: first,
      channels,
      width: options.width,
    });
  }
  throw new RangeError(
    `Cannot make images of codes of [${code}]: expected vectors or grids; tokens come with the decoder of their encoder`,
  );
}

/**
 * Refuses codes that are not as long as an image.
 *
 * @throws {RangeError} when they are not
 */
export function requireLength(
  code: readonly number[],
  image: ImageShape,
): void {
  if (sizeOf(code) === sizeOf(image)) return;
  throw new RangeError(
    `Cannot carry codes to images of ${image.join("×")}: expected codes of ${
      sizeOf(image)
    } numbers, got ${sizeOf(code)}; wire prior.normal with 'dim: ${
      sizeOf(image)
    }'`,
  );
}
