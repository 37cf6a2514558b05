import {
  dcganCritic,
  dcganGenerator,
} from "../../../lib/nn/architectures/dcgan.ts";
import { countFlops } from "../../../lib/nn/network/count.ts";
import { ganLearner } from "../../../lib/nn/learn/gan.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray } from "../../../lib/tensor/mod.ts";
import { training, type Workload } from "./workload.ts";

const BATCH = 64;
const image = [32, 32, 1] as const;

/**
 * One hinge-GAN step, 32×32×1, batch 64: a generator of some width against a
 * critic of width 16 with spectral norm; Adam and the averaged generator.
 */
export function dcgan(width: number): Workload {
  const gan = {
    generator: dcganGenerator(32, { image, width }),
    critic: dcganCritic(image, { width: 16 }),
    loss: "hinge",
    rate: 1e-3,
    criticRate: 1e-3,
    beta1: 0.5,
    ema: 0.999,
  } as const;
  // Forward and two gradients each, the critic on three batches.
  const flop = 3 * countFlops(gan.generator) + 8 * countFlops(gan.critic);
  return {
    name: `dcgan${width}`,
    gflop: BATCH * flop / 1e9,
    calls: 24,
    small: width === 8,
    start: () =>
      Promise.resolve(training(
        ganLearner(gan),
        (i) => ({
          real: ndarray(new Uint8Array(BATCH * 1024).fill(9), [
            BATCH,
            ...image,
          ]),
          codes: ndarray(
            random(2n, i).normal(new Float32Array(BATCH * 32)),
            [BATCH, 32],
          ),
        }),
      )),
  };
}
