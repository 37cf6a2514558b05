import type { Lowering, Lowerings } from "../../lowering.ts";
import { fastest } from "./algorithms.ts";
import * as depthwise from "./depthwise.ts";
import { geometryOf } from "./geometry.ts";
import { platformInUse } from "../../platform.ts";

/** Only images with channels last; others are left to the reference kernel. */
function channelsLast(lowering: Lowering): Lowering {
  return (inputs, attributes) =>
    (attributes.dataFormat ?? "NHWC") === "NHWC"
      ? lowering(inputs, attributes)
      : undefined;
}

/** Convolutions and their gradients. */
export const convolutions: Lowerings = {
  Conv2D: channelsLast(({ x, filter }, attributes) => {
    const info = geometryOf(x!.shape, filter!.shape, attributes);
    return fastest("forward", [x!, filter!], info);
  }),
  Conv2DBackpropInput: channelsLast((inputs, attributes) => {
    const { dy, filter } = inputs;
    const inputShape = attributes.inputShape as number[];
    const info = geometryOf(inputShape, filter!.shape, attributes);
    // A transposed convolution may be asked for less than it gives.
    return `${info.outShape}` === `${dy!.shape}`
      ? fastest("inputGradient", [dy!, filter!], info)
      : undefined;
  }),
  Conv2DBackpropFilter: channelsLast(({ x, dy }, attributes) => {
    const filterShape = attributes.filterShape as number[];
    const info = geometryOf(x!.shape, filterShape, attributes);
    return fastest("filterGradient", [x!, dy!], info);
  }),
  DepthwiseConv2dNative: channelsLast(({ x, filter }, attributes) => {
    const info = geometryOf(x!.shape, filter!.shape, attributes, true);
    const block = platformInUse().channelBlock;
    return depthwise.forward(x!, filter!, { info, block });
  }),
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) => {
    const inputShape = attributes.inputShape as number[];
    const info = geometryOf(inputShape, filter!.shape, attributes, true);
    return depthwise.inputGradient(dy!, filter!, { info });
  },
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) => {
    const filterShape = attributes.filterShape as number[];
    const info = geometryOf(x!.shape, filterShape, attributes, true);
    return depthwise.filterGradient(x!, dy!, { info });
  },
};
