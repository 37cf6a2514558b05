import { int64s, record, transpose } from "../../record.ts";
import { channelsFirst, channelsLast } from "../../channels_first.ts";
import type { Value } from "../../value.ts";
import { type Geometry, padsOf } from "./geometry.ts";
import { convTranspose } from "./transposed.ts";

/** Axes that bring a filter `[h, w, in, out]` to `[out, in, h, w]`. */
const TO_OIHW = [3, 2, 0, 1];

/** What the kernel asks for, in ONNX Runtime's ordinary operators. */
export function forward(x: Value, filter: Value, info: Geometry): Value {
  const result = record("Conv", [
    channelsFirst(x),
    transpose(filter, TO_OIHW),
  ], {
    shape: [info.batchSize, info.outChannels, info.outHeight, info.outWidth],
    type: "float32",
    attributes: {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: padsOf(info),
    },
  });
  return channelsLast(result);
}

/** The gradient with respect to the input: a transposed convolution. */
export function inputGradient(dy: Value, filter: Value, info: Geometry): Value {
  const result = convTranspose(
    channelsFirst(dy),
    transpose(filter, TO_OIHW),
    { info },
  );
  return channelsLast(result);
}

/**
 * The gradient with respect to the filter, as a convolution of the input with
 * the output's gradient: batch and channels change places, and the stride
 * becomes a dilation.
 */
export function filterGradient(x: Value, dy: Value, info: Geometry): Value {
  const { padInfo } = info;
  const extent = [
    info.inHeight + padInfo.top + padInfo.bottom -
    info.strideHeight * (info.outHeight - 1),
    info.inWidth + padInfo.left + padInfo.right -
    info.strideWidth * (info.outWidth - 1),
  ];
  const steps = [info.dilationHeight, info.dilationWidth];
  const reached = extent.map((n, i) => Math.floor((n - 1) / steps[i]!) + 1);
  const wide = record("Conv", [
    transpose(x, [3, 0, 1, 2]),
    transpose(dy, [3, 0, 1, 2]),
  ], {
    shape: [info.inChannels, info.outChannels, reached[0]!, reached[1]!],
    type: "float32",
    attributes: {
      kernel_shape: [info.outHeight, info.outWidth],
      strides: steps,
      dilations: [info.strideHeight, info.strideWidth],
      pads: padsOf(info),
    },
  });
  const exact = [info.filterHeight, info.filterWidth];
  const result = exact.every((n, i) => n === reached[i])
    ? wide
    : record("Slice", [
      wide,
      int64s([0, 0]),
      int64s(exact),
      int64s([2, 3]),
    ], {
      shape: [info.inChannels, info.outChannels, ...exact],
      type: "float32",
    });
  return transpose(result, [2, 3, 0, 1]);
}
