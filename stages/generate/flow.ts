import { z } from "zod";
import { defineGenerator } from "../roles/generator.ts";
import { PAIRED } from "../roles/generator_spec.ts";
import { flowSettings } from "./flow_config.ts";

/**
 * A flow over images that is steered by a code: noise is carried along straight
 * lines to images whose code is given. It learns from the code of each image
 * (`latents`), and draws from `prior`, a law fitted to the same codes. An image
 * takes `integration` steps of one or two applications of the network.
 *
 * `size` and `body` (convolutions at three extents, or a diffusion transformer) say
 * how large it is. `generate.pixel` is the same without codes.
 *
 * Sources: Lipman et al., ICLR 2023; steered by codes as in Li et al., "Return of
 * unconditional generation", NeurIPS 2024; Peebles and Xie, ICCV 2023 (dit).
 *
 * @throws {RangeError} when codes, images, prior and settings do not fit
 */
export const flow = defineGenerator({
  name: "generate.flow",
  version: 1,
  summary: "Trains a flow over images that is steered by codes",
  source: "Lipman et al., Flow matching for generative modeling, ICLR 2023",
  config: z.object(flowSettings),
  inputs: PAIRED,
  learner: ({ nn, config, image, code: [length = 0] }) => ({
    nets: {
      flow: nn.velocityNetwork(image, { ...config, code: length }),
    },
    shadows: { averaged: { of: "flow", decay: nn.ramped(config.ema) } },
    phases: [{
      update: ["flow"],
      optimiser: nn.adam({ rate: config.rate }),
      loss: ({ net, data }) =>
        nn.flowLoss(
          (points, time) =>
            net.flow!(points, { given: { time, code: data.codes! } }),
          nn.toUnit(data.targets!, "uint8"),
          data,
        ),
    }],
  }),
  keep: "averaged",
  data: ({ nn, image, stream, batch }) =>
    nn.drawFlow(stream, [batch, ...image]),
  flow: { from: "noise" },
});
