import type { Learner } from "../../../lib/nn/learn/learner.ts";
import { criticLoss } from "../../../lib/nn/losses/gan_loss.ts";
import type { Network } from "../../../lib/nn/network/network.ts";
import { toUnit } from "../../../lib/nn/network/run_network.ts";
import { adam } from "../../../lib/nn/optimise/adam.ts";

/** A spectrally normalised critic that learns the largest difference of means. */
export function criticLearner(critic: Network, rate: number): Learner {
  return {
    nets: { critic },
    phases: [{
      update: ["critic"],
      optimiser: adam({ rate, beta1: 0.5 }),
      loss: ({ net, data: { real, fake } }) =>
        criticLoss("wasserstein", {
          real: net.critic!(toUnit(real!, "uint8")),
          fake: net.critic!(toUnit(fake!, "uint8")),
        }),
    }],
  };
}
