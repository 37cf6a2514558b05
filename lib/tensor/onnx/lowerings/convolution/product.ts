import { pad, reduce, slice } from "../../parts.ts";
import { greatestDivisor } from "../../pointwise.ts";
import { reshape } from "../../record.ts";
import type { Value } from "../../value.ts";
import { matMul } from "../product.ts";
import type { Geometry } from "./geometry.ts";

/** Rows from which a sum over rows is taken in parts, each of at least these. */
const ROWS = 8192;

/**
 * A convolution by a filter of one pixel as a matrix product over all pixels:
 * with channels last, they lie as the product wants them. Undefined for larger
 * filters.
 */
export function forward(
  x: Value,
  filter: Value,
  { info }: { info: Geometry },
): Value | undefined {
  if (!ofOnePixel(info)) return undefined;
  return reshape(matMul(reached(x, info), matrix(filter)), info.outShape);
}

/** The gradient with respect to the input; pixels never reached get zeros. */
export function inputGradient(
  dy: Value,
  filter: Value,
  { info }: { info: Geometry },
): Value | undefined {
  if (!ofOnePixel(info)) return undefined;
  const { batchSize, outHeight, outWidth, inChannels } = info;
  const { strideHeight, strideWidth, inHeight, inWidth } = info;
  const product = matMul(pixels(dy), matrix(filter), { b: true });
  // Each pixel is followed by zeros to its right, each row by rows below.
  const rows = reshape(product, [
    batchSize * outHeight,
    1,
    outWidth,
    inChannels,
  ]);
  const wide = pad(rows, {
    after: [0, strideHeight - 1, 0, (strideWidth - 1) * inChannels],
  });
  const whole = reshape(wide, [
    batchSize,
    outHeight * strideHeight,
    outWidth * strideWidth * inChannels,
  ]);
  const exact = slice(whole, {
    begin: [0, 0, 0],
    shape: [batchSize, inHeight, inWidth * inChannels],
  });
  return reshape(exact, info.inShape);
}

/** The gradient with respect to the filter: a sum over all pixels. */
export function filterGradient(
  x: Value,
  dy: Value,
  { info }: { info: Geometry },
): Value | undefined {
  if (!ofOnePixel(info)) return undefined;
  const [a, b] = [reached(x, info), pixels(dy)];
  const rows = a.shape[0]!;
  const parts = greatestDivisor(rows, rows / ROWS);
  if (parts === 1) {
    return reshape(matMul(a, b, { a: true }), info.filterShape);
  }
  // One long sum would run on one thread.
  const inParts = (value: Value) =>
    reshape(value, [parts, rows / parts, value.shape[1]!]);
  const sums = matMul(inParts(a), inParts(b), { a: true });
  return reshape(reduce("ReduceSum", sums, { axes: [0] }), info.filterShape);
}

function ofOnePixel({ filterHeight, filterWidth, padInfo }: Geometry): boolean {
  const { top, left, bottom, right } = padInfo;
  return filterHeight === 1 && filterWidth === 1 &&
    [top, left, bottom, right].every((count) => count === 0);
}

/** The pixels that the filter is laid on: `[pixels, channels]`. */
function reached(x: Value, info: Geometry): Value {
  const { batchSize, outHeight, outWidth, inChannels } = info;
  return pixels(slice(x, {
    begin: [0, 0, 0, 0],
    shape: [batchSize, outHeight, outWidth, inChannels],
    steps: [1, info.strideHeight, info.strideWidth, 1],
  }));
}

function pixels(images: Value): Value {
  const channels = images.shape[3]!;
  return reshape(images, [images.size / channels, channels]);
}

function matrix(filter: Value): Value {
  return reshape(filter, filter.shape.slice(2));
}
