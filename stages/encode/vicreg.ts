import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { viewsConfig } from "./config.ts";

/**
 * VICReg: two random views of each image are to be near, while every coordinate
 * varies over the batch and no two vary together; there is nothing to contrast
 * with, so batches may be small. Codes are the `dim` leading principal components
 * of the backbone's features, as those of `encode.simclr`.
 *
 * Source: Bardes, Ponce and LeCun, ICLR 2022.
 */
export const vicreg = defineEncoder({
  name: "encode.vicreg",
  version: 1,
  summary: "Learns codes that agree for views, vary, and do not repeat",
  source: "Bardes et al., VICReg, ICLR 2022",
  config: z.object({
    ...viewsConfig,
    invariance: z.number().min(0).default(25).describe(
      "Weight of the distance between two views",
    ),
    variance: z.number().min(0).default(25).describe(
      "Weight of what a coordinate's deviation lacks to one",
    ),
    covariance: z.number().min(0).default(1).describe(
      "Weight of squared covariances between coordinates",
    ),
  }),
  nets({ nn, config, image }) {
    const encoder = nn.backbone(image, config);
    const [features = 0] = nn.outputShape(encoder);
    const { projection } = config;
    return { encoder, expander: nn.mlp(features, [projection, projection]) };
  },
  data: ({ nn, config, ...at }) =>
    nn.drawTwoViews(config, { ...at, size: at.image[0] }),
  optimiser: ({ nn, config: { rate } }) => nn.adam({ rate, weightDecay: 1e-4 }),
  loss({ tf, nn, net, x, data, config }) {
    const both = tf.concat(nn.twoViews(x, data));
    const [a, b] = tf.split(net.expander(net.encoder(both)), 2);
    return nn.vicreg(a!, b!, config);
  },
  codes: "encoder",
  components: true,
});
