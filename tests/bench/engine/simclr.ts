import * as tf from "@tensorflow/tfjs-core";
import { adam } from "../../../lib/nn/optimise/adam.ts";
import { resnet } from "../../../lib/nn/architectures/resnet.ts";
import { countFlops } from "../../../lib/nn/network/count.ts";
import { ntXent } from "../../../lib/nn/losses/nt_xent.ts";
import type { Network } from "../../../lib/nn/network/network.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray } from "../../../lib/tensor/mod.ts";
import { training, type Workload } from "./workload.ts";

/** Views in a step: 64 pictures, twice each. */
const BATCH = 128;
const body = resnet([32, 32, 3], { width: 64, blocks: [2, 2, 2, 2] });
const network: Network = {
  input: body.input,
  layers: [
    ...body.layers,
    { type: "dense", units: 512 },
    { type: "relu" },
    { type: "dense", units: 128 },
  ],
};

/** One SimCLR step: ResNet-18 for 32×32×3, 128 views, NT-Xent, Adam. */
export const simclr: Workload = {
  name: "simclr-resnet18",
  gflop: 3 * BATCH * countFlops(network) / 1e9,
  calls: 4,
  start: () =>
    Promise.resolve(training(
      {
        nets: { encoder: network },
        phases: [{
          update: ["encoder"],
          optimiser: adam({ rate: 1e-3 }),
          loss({ net, data }) {
            const [a, b] = tf.split(net.encoder!(data.views!), 2);
            return ntXent(a!, b!, 0.5);
          },
        }],
      },
      (i) => ({
        views: ndarray(
          random(2n, i).normal(new Float32Array(BATCH * 3072)),
          [BATCH, 32, 32, 3],
        ),
      }),
    )),
};
