import { drop, type Dropping } from "./_drop.ts";
import { layer } from "./layer.ts";

/** Drops whole channels of an image, or units of a vector, while training. */
export type ChannelDropout = Dropping<"channelDropout">;

/** No parameters. */
export const channelDropout = layer<ChannelDropout>({
  type: "channelDropout",
  source: "Tompson et al., CVPR 2015, section 3.2",
  apply(cx, x, { rate }) {
    const ones = x.shape.slice(1, -1).map(() => 1);
    return drop(cx, x, { rate, shape: [...ones, x.shape.at(-1)!] });
  },
});
