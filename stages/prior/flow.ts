import { z } from "zod";
import { rate, seed, steps, width } from "../encode/config.ts";
import { definePrior } from "../roles/prior.ts";
import { noise, velocity } from "./config.ts";

/**
 * Flow matching: a network learns the velocity that carries the standard normal
 * law to the law of the codes along straight lines; codes are drawn by integrating
 * it. Of vectors it is a residual network of dense layers, of grids a network of
 * convolutions or a diffusion transformer (`body`, `size`).
 */
export const flow = definePrior({
  name: "prior.flow",
  version: 3,
  summary: "Fits a flow from the normal law to the law of the codes",
  source: "Lipman et al., Flow matching for generative modeling, ICLR 2023",
  config: z.object({
    ...velocity,
    width: width(256, "Units of a hidden layer, for vectors"),
    blocks: z.int().positive().max(64).default(3).describe(
      "Residual blocks of two layers, for vectors",
    ),
    steps: steps(3000),
    batch: z.int().min(2).default(256).describe("Codes a step"),
    rate,
    ema: z.number().min(0).max(1).default(0.999).describe(
      "Decay of the averaged weights",
    ),
    integration: z.int().positive().max(1000).default(20).describe(
      "Steps when drawing",
    ),
    noise,
    seed,
  }),
  takes: ["vector", "grid"],
  network: ({ nn, config, layout }) =>
    "vector" in layout
      ? nn.vectorVelocity(layout.vector, config)
      : nn.velocityNetwork(layout.grid, config),
  data: ({ nn, layout, stream, batch }) =>
    nn.drawFlow(stream, [batch, ...Object.values(layout).flat()]),
  loss: ({ nn, net, codes, data }) =>
    nn.flowLoss(
      (points, time) => net(points, { given: { time } }),
      codes,
      data,
    ),
  heldOut: { name: "velocityError" },
  keeps: ["integration", "method"],
  sampler({ nn, prior, batch }) {
    const flow = nn.openFlow(nn.networkIn(prior), nn.flowIn(prior, batch));
    const size = nn.sizeOf(nn.networkIn(prior).network.input);
    return {
      draw: (stream, count) =>
        flow.carry(stream.normal(new Float32Array(count * size))),
      dispose: () => flow.dispose(),
    };
  },
  flops: ({ nn, prior }) =>
    nn.flowEvaluations(nn.flowIn(prior, 1)) *
    nn.countFlops(nn.networkIn(prior).network),
});
