import { slice } from "../../parts.ts";
import { record } from "../../record.ts";
import type { Value } from "../../value.ts";
import type { Geometry } from "./geometry.ts";

/** Extents of a convolution along one axis. */
interface Axis {
  /** Extent of its input. */
  readonly input: number;
  /** Extent of its output. */
  readonly output: number;
  readonly stride: number;
  /** Extent that a filter covers. */
  readonly window: number;
  /** Zeros before its input. */
  readonly before: number;
  /** Zeros after it. */
  readonly after: number;
}

/** How to get an axis of the input's gradient with as much padding on both sides. */
interface Plan {
  /** Padding of each side. */
  readonly pad: number;
  /** Zeros after what the output reaches. */
  readonly more: number;
  /** Place of the gradient in what comes out. */
  readonly start: number;
  /** Extent of what comes out. */
  readonly extent: number;
}

function planOf({ input, output, stride, window, before, after }: Axis): Plan {
  const pad = Math.min(before, after);
  const start = before - pad;
  const reached = stride * (output - 1) + window - 2 * pad;
  const more = Math.max(0, start + input - reached);
  return { pad, more, start, extent: reached + more };
}

/**
 * The gradient of a convolution with respect to its input: a transposed one.
 * Padding that differs before and after becomes equal padding and a slice, since
 * ONNX Runtime's kernel for CUDA takes no other.
 *
 * @param dy `[n, outChannels, h, w]`
 * @param filter `[outChannels, inChannels / group, h, w]`
 * @returns `[n, inChannels, h, w]`
 */
export function convTranspose(
  dy: Value,
  filter: Value,
  { info, group = 1 }: { readonly info: Geometry; readonly group?: number },
): Value {
  const { padInfo } = info;
  const plans = [
    planOf({
      input: info.inHeight,
      output: info.outHeight,
      stride: info.strideHeight,
      window: info.effectiveFilterHeight,
      before: padInfo.top,
      after: padInfo.bottom,
    }),
    planOf({
      input: info.inWidth,
      output: info.outWidth,
      stride: info.strideWidth,
      window: info.effectiveFilterWidth,
      before: padInfo.left,
      after: padInfo.right,
    }),
  ];
  const pads = plans.map(({ pad }) => pad);
  const outer = [info.batchSize, info.inChannels];
  const whole = record("ConvTranspose", [dy, filter], {
    shape: [...outer, ...plans.map(({ extent }) => extent)],
    type: "float32",
    attributes: {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: [...pads, ...pads],
      output_padding: plans.map(({ more }) => more),
      group,
    },
  });
  return slice(whole, {
    begin: [0, 0, ...plans.map(({ start }) => start)],
    shape: [...outer, info.inHeight, info.inWidth],
  });
}
