import { spectrallyNormed } from "../../../lib/nn/architectures/spectrally_normed.ts";
import { ganLearner } from "../../../lib/nn/learn/gan.ts";
import type { Layer, Network } from "../../../lib/nn/network/network.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray } from "../../../lib/tensor/mod.ts";
import { training, type Workload } from "./workload.ts";

const BATCH = 64;
const DIM = 128;
const WIDTH = 64;

const conv = (kernel: number, filters = WIDTH): Layer => ({
  type: "conv",
  filters,
  kernel,
  bias: false,
});
const RELU: Layer = { type: "relu" };
const NORM: Layer = { type: "batchNorm" };
const DOUBLED: Layer = { type: "upsample", factor: 2 };
const HALVED: Layer = { type: "pool", size: 2 };

const rising: Layer = {
  type: "residual",
  body: [NORM, RELU, DOUBLED, conv(3), NORM, RELU, conv(3)],
  shortcut: [DOUBLED, conv(1)],
};
const generator: Network = {
  input: [DIM],
  layers: [
    { type: "dense", units: 16 * WIDTH },
    { type: "reshape", shape: [4, 4, WIDTH] },
    ...Array<Layer>(3).fill(rising),
    NORM,
    RELU,
    conv(3, 3),
    { type: "tanh" },
  ],
};
const level: Layer = {
  type: "residual",
  body: [RELU, conv(3), RELU, conv(3)],
  shortcut: [],
};
const critic = spectrallyNormed({
  input: [32, 32, 3],
  layers: [
    {
      type: "residual",
      body: [conv(3), RELU, conv(3), HALVED],
      shortcut: [HALVED, conv(1)],
    },
    {
      type: "residual",
      body: [RELU, conv(3), RELU, conv(3), HALVED],
      shortcut: [conv(1), HALVED],
    },
    level,
    level,
    RELU,
    { type: "globalPool" },
    { type: "dense", units: 1, bias: false },
  ],
});

/**
 * One hinge-GAN step of SNGAN's residual networks for 32×32×3, 64 channels
 * wide, batch 64, generator and critic once each.
 *
 * Source: Miyato et al., "Spectral Normalization for GANs", ICLR 2018,
 * appendix B.4, table 4 (there 256 and 128 channels)
 */
export const sngan: Workload = {
  name: `sngan-resnet32`,
  gflop: arithmetic(),
  calls: 8,
  start() {
    const { nets, phases } = ganLearner({
      generator,
      critic,
      loss: "hinge",
      rate: 2e-4,
      criticRate: 2e-4,
      beta1: 0,
      ema: 0,
    });
    return Promise.resolve(training(
      { nets, phases },
      (i) => ({
        real: ndarray(new Uint8Array(BATCH * 3072).fill(140), [
          BATCH,
          32,
          32,
          3,
        ]),
        codes: ndarray(
          random(2n, i).normal(new Float32Array(BATCH * DIM)),
          [BATCH, DIM],
        ),
      }),
    ));
  },
};

/** 10⁹ operations of the convolutions: forward and two gradients each. */
function arithmetic(): number {
  const square = 2 * WIDTH * WIDTH;
  const generator = [8, 16, 32].reduce(
    (sum, n) => sum + 19 * square * n * n,
    0,
  ) + 2 * 9 * 3 * WIDTH * 1024;
  const critic = (9 * 3 * 2 * WIDTH + 9 * square) * 1024 +
    2 * 3 * WIDTH * 256 + 19 * square * 256 + 4 * 9 * square * 64;
  return BATCH * (3 * generator + 8 * critic) / 1e9;
}
