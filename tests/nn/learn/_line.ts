import * as tf from "@tensorflow/tfjs-core";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import { descend } from "../../../lib/nn/optimise/descend.ts";

/**
 * A line through zero of which each step takes its input `x`: the slope of the loss
 * is `x`, and the step size is 1.
 *
 * @param scale Deviation of the first weight; 0 starts at zero
 */
export function line(scale: number): Learner {
  return {
    nets: {
      line: {
        input: [1],
        layers: [{ type: "dense", units: 1, bias: false, scale }],
      },
    },
    phases: [{
      update: ["line"],
      optimiser: descend(1),
      loss: ({ net, data }) => tf.sum(net.line!(data.x!)),
    }],
  };
}
