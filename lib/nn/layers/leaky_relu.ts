import * as smooth from "../functions/smooth.ts";
import { layer } from "./layer.ts";

/** `x` above zero, `slope` · x below. */
export interface LeakyRelu {
  /** Which layer this is. */
  readonly type: "leakyRelu";
  /** In [0, 1]. */
  readonly slope: number;
}

/** Slopes below zero keep what is there from dying. */
export const leakyRelu = layer<LeakyRelu>({
  type: "leakyRelu",
  apply: (_, x, { slope }) => smooth.leakyRelu(x, slope),
});
