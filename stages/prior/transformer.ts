import { z } from "zod";
import { rate, seed, steps } from "../encode/config.ts";
import { definePrior } from "../roles/prior.ts";
import { noise } from "./config.ts";

/**
 * A transformer over tokens: it learns the odds of each token from those before
 * it, row by row, and draws them in that order.
 *
 * Source: Esser et al., Taming transformers, CVPR 2021, section 3.2.
 */
export const transformer = definePrior({
  name: "prior.transformer",
  version: 1,
  summary: "Fits a transformer to codes that are tokens",
  source: "Esser et al., Taming transformers, CVPR 2021, section 3.2",
  config: z.object({
    size: z.enum(["XS", "S", "M", "L"]).default("S").describe(
      "Size of the network, each about four times the one before",
    ),
    temperature: z.number().positive().default(1).describe(
      "Divides logits when drawing; below 1 likely tokens count more",
    ),
    steps: steps(3000),
    batch: z.int().min(2).default(64).describe("Codes a step"),
    rate,
    ema: z.number().min(0).max(1).default(0.999).describe(
      "Decay of the averaged weights",
    ),
    noise,
    seed,
  }),
  takes: ["tokens"],
  network({ nn, config: { size }, layout }) {
    const [height, width, vocabulary] = layout.tokens;
    return nn.tokenTransformer({ length: height * width, vocabulary }, size);
  },
  loss: ({ nn, net, codes, layout }) =>
    nn.tokenLoss(net, codes, layout.tokens[2]),
  heldOut: { name: "nllToken", unit: "nats" },
  keeps: ["temperature"],
  sampler: ({ nn, prior, batch }) =>
    nn.openTokens(nn.networkIn(prior), {
      batch,
      temperature: Number(prior.facts.temperature),
    }),
  // What is kept of tokens before is not computed again.
  flops: ({ nn, prior }) => nn.countFlops(nn.networkIn(prior).network),
});
