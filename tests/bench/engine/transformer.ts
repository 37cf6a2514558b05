import * as tf from "@tensorflow/tfjs-core";
import { transformerBlocks } from "../../../lib/nn/architectures/transformer.ts";
import type { Network } from "../../../lib/nn/network/network.ts";
import { adam } from "../../../lib/nn/optimise/adam.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray } from "../../../lib/tensor/mod.ts";
import { training, type Workload } from "./workload.ts";

const BATCH = 16;
const TOKENS = 256;
const WIDTH = 384;
const HEADS = 6;
const ROWS = BATCH * TOKENS;

const block: Network = {
  input: [TOKENS, WIDTH],
  layers: transformerBlocks({ width: WIDTH, heads: HEADS, blocks: 1 }),
};

/**
 * One training step of a transformer block as in DiT-S: 384 wide, 6 heads, 256
 * tokens, batch 16; layer norm first, GELU, mean square of the output, Adam.
 *
 * Source: Peebles and Xie, "Scalable Diffusion Models with Transformers", 2023
 */
export const transformer: Workload = {
  name: "transformer-block",
  gflop: 3 * 2 * ROWS * (12 * WIDTH * WIDTH + 2 * TOKENS * WIDTH) / 1e9,
  calls: 12,
  start: () =>
    Promise.resolve(training(
      {
        nets: { block },
        phases: [{
          update: ["block"],
          optimiser: adam({ rate: 1e-3 }),
          loss: ({ net, data }) => tf.mean(tf.square(net.block!(data.x!))),
        }],
      },
      (i) => ({
        x: ndarray(
          random(2n, i).normal(new Float32Array(ROWS * WIDTH)),
          [BATCH, TOKENS, WIDTH],
        ),
      }),
    )),
};
