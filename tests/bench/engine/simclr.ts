import * as tf from "@tensorflow/tfjs-core";
import { adam, initAdam } from "../../../lib/nn/adam.ts";
import { applyNetwork, type Tensors } from "../../../lib/nn/apply.ts";
import { resnet } from "../../../lib/nn/architectures.ts";
import { countFlops } from "../../../lib/nn/count.ts";
import { gradientsOf } from "../../../lib/nn/gradients.ts";
import { initNetwork } from "../../../lib/nn/init.ts";
import { ntXent } from "../../../lib/nn/losses.ts";
import type { Network } from "../../../lib/nn/network.ts";
import { trainedOf } from "../../../lib/nn/trained.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray, type StepFunction } from "../../../lib/tensor/mod.ts";
import { underPrefix, withPrefix } from "../../../lib/tensor/_prefix.ts";
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
  start() {
    const weights = initNetwork(network, random(1n, "weights"));
    return Promise.resolve(training(
      step,
      {
        ...withPrefix("w/", weights),
        ...withPrefix("a/", initAdam(trainedOf(weights))),
      },
      (i) => ({
        views: ndarray(
          random(2n, i).normal(new Float32Array(BATCH * 3072)),
          [BATCH, 32, 32, 3],
        ),
      }),
    ));
  },
};

const step: StepFunction = (state, { views }) => {
  const weights = underPrefix("w/", state);
  let updates: Tensors = {};
  const { value, gradients } = gradientsOf(trainedOf(weights), (trained) => {
    const applied = applyNetwork(
      network,
      { ...weights, ...trained },
      views!,
      { training: true },
    );
    // The gradient's scope ends before the step does.
    updates = applied.updates;
    for (const update of Object.values(updates)) tf.keep(update);
    const [a, b] = tf.split(applied.output, 2);
    return ntXent(a!, b!, 0.5);
  });
  const next = adam(trainedOf(weights), {
    gradients,
    state: underPrefix("a/", state),
  }, { rate: 1e-3 });
  return {
    state: {
      ...withPrefix("w/", { ...weights, ...next.weights, ...updates }),
      ...withPrefix("a/", next.state),
    },
    metrics: { loss: value },
  };
};
