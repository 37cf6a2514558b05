import type { Lowering, Lowerings, Platform } from "../../lowering.ts";
import type { Value } from "../../value.ts";
import * as blocked from "./blocked.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import * as plain from "./plain.ts";

/** One of the three passes, both ways. */
interface Pass {
  readonly plain: (a: Value, b: Value, info: Geometry) => Value;
  readonly blocked: (
    a: Value,
    b: Value,
    at: { info: Geometry; block: number },
  ) => Value | undefined;
}

const FORWARD: Pass = { plain: plain.forward, blocked: blocked.forward };
const INPUT: Pass = {
  plain: plain.inputGradient,
  blocked: blocked.inputGradient,
};
const FILTER: Pass = {
  plain: plain.filterGradient,
  blocked: blocked.filterGradient,
};

/** Only images with channels last; others are left to the reference kernel. */
function channelsLast(lowering: Lowering): Lowering {
  return (inputs, attributes, platform) =>
    (attributes.dataFormat ?? "NHWC") === "NHWC"
      ? lowering(inputs, attributes, platform)
      : undefined;
}

function choose(
  pass: Pass,
  [a, b]: readonly [Value, Value],
  { info, platform }: { info: Geometry; platform: Platform },
): Value {
  const block = platform.channelBlock;
  return (block > 0 ? pass.blocked(a, b, { info, block }) : undefined) ??
    pass.plain(a, b, info);
}

/** Convolutions and their gradients. */
export const convolutions: Lowerings = {
  Conv2D: channelsLast(({ x, filter }, attributes, platform) => {
    const info = geometryOf(x!.shape, filter!.shape, attributes);
    return choose(FORWARD, [x!, filter!], { info, platform });
  }),
  Conv2DBackpropInput: channelsLast(({ dy, filter }, attributes, platform) => {
    const inputShape = attributes.inputShape as number[];
    const info = geometryOf(inputShape, filter!.shape, attributes);
    // A transposed convolution may be asked for less than it gives.
    return `${info.outShape}` === `${dy!.shape}`
      ? choose(INPUT, [dy!, filter!], { info, platform })
      : undefined;
  }),
  Conv2DBackpropFilter: channelsLast(({ x, dy }, attributes, platform) => {
    const filterShape = attributes.filterShape as number[];
    const info = geometryOf(x!.shape, filterShape, attributes);
    return choose(FILTER, [x!, dy!], { info, platform });
  }),
};
