import { z } from "zod";
import { defineGenerator } from "../roles/generator.ts";
import { ALONE } from "../roles/generator_spec.ts";
import { flowSettings } from "./flow_config.ts";

/**
 * A flow straight on pixels: the control that has no latent. Its code is the noise
 * that it carries to an image, so that its prior is `prior.normal` with as many
 * numbers as an image has; all else is as in `generate.flow`.
 *
 * Source: Lipman et al., ICLR 2023.
 *
 * @throws {RangeError} when the prior is not as long as an image
 */
export const pixel = defineGenerator({
  name: "generate.pixel",
  version: 1,
  summary: "Trains a flow straight on pixels, as a control without a latent",
  source: "Lipman et al., Flow matching for generative modeling, ICLR 2023",
  config: z.object(flowSettings),
  inputs: ALONE,
  learner({ nn, config, image, code }) {
    nn.requireLength(code, image);
    return {
      nets: { flow: nn.velocityNetwork(image, config) },
      shadows: { averaged: { of: "flow", decay: nn.ramped(config.ema) } },
      phases: [{
        update: ["flow"],
        optimiser: nn.adam({ rate: config.rate }),
        loss: ({ net, data }) =>
          nn.flowLoss(
            (points, time) => net.flow!(points, { given: { time } }),
            nn.toUnit(data.real!, "uint8"),
            data,
          ),
      }],
    };
  },
  keep: "averaged",
  data: ({ nn, image, stream, batch }) =>
    nn.drawFlow(stream, [batch, ...image]),
  flow: { from: "code" },
});
