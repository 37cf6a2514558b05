import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { viewsConfig } from "./config.ts";

/**
 * SimCLR: two random views of each image must find each other among all views
 * of the batch. Views are random resized crops with changed brightness and
 * contrast, and mirrored where the data allows.
 *
 * Codes are the `dim` leading principal components, each of unit variance, of
 * the backbone's features before the projection head. The head is made to
 * forget what tells views of an image apart; a layer of `dim` units before it
 * forgets along: on MNIST such codes filled 5 of 32 dimensions. Among the
 * features are those of a 4×4 map with `conv`; of `resnet`, whose map is
 * averaged, they are narrower and know less of where things are.
 *
 * Source: Chen et al., ICML 2020; codes from before the head, section 4.2.
 */
export const simclr = defineEncoder({
  name: "encode.simclr",
  version: 4,
  summary: "Learns codes by contrasting views of images",
  source: "Chen et al., A simple framework for contrastive learning, ICML 2020",
  config: z.object({
    ...viewsConfig,
    temperature: z.number().positive().default(0.5).describe(
      "Divides similarities; the lower, the more the nearest other images count",
    ),
  }),
  nets({ nn, config, image }) {
    const encoder = nn.backbone(image, config);
    const [features = 0] = nn.outputShape(encoder);
    const { projection } = config;
    return { encoder, head: nn.mlp(features, [projection, projection]) };
  },
  data: ({ nn, config, ...at }) =>
    nn.drawTwoViews(config, { ...at, size: at.image[0] }),
  optimiser: ({ nn, config: { rate } }) => nn.adam({ rate, weightDecay: 1e-4 }),
  loss({ tf, nn, net, x, data, config: { temperature } }) {
    const both = tf.concat(nn.twoViews(x, data));
    const [a, b] = tf.split(net.head(net.encoder(both)), 2);
    return nn.ntXent(a!, b!, temperature);
  },
  codes: "encoder",
  components: true,
});
