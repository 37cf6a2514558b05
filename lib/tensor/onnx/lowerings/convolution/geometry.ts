import { backend_util, type NamedAttrMap } from "@tensorflow/tfjs-core";

/** Extents, strides, padding and dilations of a convolution. */
export type Geometry = backend_util.Conv2DInfo;

/**
 * The geometry that a convolution kernel was called with; channels last.
 *
 * @param depthwise Whether each channel has filters of its own
 */
export function geometryOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: NamedAttrMap,
  depthwise = false,
): Geometry {
  const { strides, pad, dilations, dimRoundingMode } = attributes;
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as number,
    dimRoundingMode as "floor" | undefined,
    depthwise,
    "channelsLast",
  );
}

/** Padding in ONNX's order: top, left, bottom, right. */
export function padsOf({ padInfo }: Geometry): number[] {
  return [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right];
}
