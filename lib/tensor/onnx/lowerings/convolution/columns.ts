import { channelsFirst } from "../../channels_first.ts";
import { pad, reduce } from "../../parts.ts";
import { record, reshape, transpose } from "../../record.ts";
import { leaf, type Value } from "../../value.ts";
import { matMul } from "../product.ts";
import type { Geometry } from "./geometry.ts";

/** Pixels of an image from which one product an image is worth while. */
const PIXELS = 256;
/** Most elements of the products of all images, before they are summed. */
const MOST = 1 << 24;
/** Most elements of all columns, 1 GiB, and of a list of their places. */
const MOST_COLUMNS = 1 << 28;
const MOST_PLACES = 1 << 22;

/**
 * The gradient with respect to the filter as a matrix product: what each tap of
 * the filter lies on, in columns, by the output's gradient. On a GPU a
 * convolution whose kernel is the output's gradient has too few results to keep
 * it busy.
 *
 * Large images have a product each, which is summed; small ones are one long
 * sum. Undefined where columns would take too much memory. Measured in `tests/bench/results/gpu.md`.
 */
export function filterGradient(
  x: Value,
  dy: Value,
  info: Geometry,
): Value | undefined {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = info;
  const taps = info.filterHeight * info.filterWidth;
  const pixels = outHeight * outWidth;
  const products = batchSize * taps * inChannels * outChannels;
  const byImage = pixels >= PIXELS && products <= MOST;
  const places = taps * pixels * (byImage ? 1 : batchSize);
  if (
    batchSize * inChannels * taps * pixels > MOST_COLUMNS ||
    places > MOST_PLACES
  ) return undefined;
  const sums = byImage
    ? reduce(
      "ReduceSum",
      matMul(
        reshape(columns(channelsFirst(x), info, 1), [
          batchSize,
          inChannels * taps,
          pixels,
        ]),
        reshape(channelsFirst(dy), [batchSize, outChannels, pixels]),
        { b: true },
      ),
      { axes: [0] },
    )
    : matMul(
      reshape(columns(transpose(x, [3, 0, 1, 2]), info, batchSize), [
        inChannels * taps,
        batchSize * pixels,
      ]),
      reshape(transpose(dy, [3, 0, 1, 2]), [outChannels, batchSize * pixels]),
      { b: true },
    );
  return reshape(
    transpose(reshape(sums, [inChannels, taps, outChannels]), [1, 0, 2]),
    info.filterShape,
  );
}

/**
 * What each tap lies on, tap by tap.
 *
 * @param x `[…, …, h, w]`: images of one channel
 * @param images How many of them are taken together
 * @returns [x.size / (images · h · w), taps · images · outHeight · outWidth]`
 */
function columns(x: Value, info: Geometry, images: number): Value {
  const { padInfo: { top, bottom, left, right } } = info;
  const padded = pad(x, {
    before: [0, 0, top, left],
    after: [0, 0, bottom, right],
  });
  const [height, width] = padded.shape.slice(2) as [number, number];
  const extent = images * height * width;
  const flat = reshape(padded, [padded.size / extent, extent]);
  const places = placesOf(info, { images, height, width });
  if (isAll(places, extent)) return flat;
  return record("Gather", [flat, leaf(places, [places.length], "int32")], {
    shape: [flat.shape[0]!, places.length],
    type: x.type,
    attributes: { axis: 1 },
  });
}

/** Places in padded images that each tap lies on, tap by tap. */
function placesOf(
  info: Geometry,
  { images, height, width }: {
    readonly images: number;
    readonly height: number;
    readonly width: number;
  },
): Int32Array {
  const { filterHeight, filterWidth, outHeight, outWidth } = info;
  const count = filterHeight * filterWidth * images * outHeight * outWidth;
  const places = new Int32Array(count);
  let at = 0;
  for (let down = 0; down < filterHeight; down++) {
    for (let across = 0; across < filterWidth; across++) {
      for (let image = 0; image < images; image++) {
        for (let i = 0; i < outHeight; i++) {
          const row = i * info.strideHeight + down * info.dilationHeight;
          for (let j = 0; j < outWidth; j++) {
            const column = j * info.strideWidth + across * info.dilationWidth;
            places[at++] = (image * height + row) * width + column;
          }
        }
      }
    }
  }
  return places;
}

function isAll(places: Int32Array, count: number): boolean {
  return places.length === count && places.every((place, i) => place === i);
}
