import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { viewsConfig } from "./config.ts";

/**
 * BYOL: from one view of an image a student predicts what a teacher, a moving
 * average of the student, makes of another view. Codes are the `dim` leading
 * principal components of the backbone's features, as those of `encode.simclr`.
 *
 * Source: Grill et al., NeurIPS 2020, equations 1 to 3.
 */
export const byol = defineEncoder({
  name: "encode.byol",
  version: 1,
  summary: "Learns codes by predicting a teacher's view of images",
  source: "Grill et al., Bootstrap your own latent, NeurIPS 2020",
  config: z.object({
    ...viewsConfig,
    decay: z.number().min(0).max(1).default(0.99).describe(
      "Share of the old in the teacher's weights at the start; rises to 1",
    ),
  }),
  nets({ nn, config, image }) {
    const encoder = nn.backbone(image, config);
    const [features = 0] = nn.outputShape(encoder);
    const { projection } = config;
    return {
      encoder,
      head: nn.mlp(features, [projection, projection]),
      predictor: nn.mlp(projection, [projection, projection]),
    };
  },
  shadows({ nn, config: { decay: from, steps } }) {
    const decay = nn.cosine(from, { steps, end: 1 });
    return {
      teacher: { of: "encoder", decay },
      teacherHead: { of: "head", decay },
    };
  },
  data: ({ nn, config, ...at }) =>
    nn.drawTwoViews(config, { ...at, size: at.image[0] }),
  optimiser: ({ nn, config: { rate } }) => nn.adam({ rate, weightDecay: 1e-4 }),
  loss({ tf, nn, net, x, data }) {
    const [a, b] = nn.twoViews(x, data);
    const [both, swapped] = [tf.concat([a, b]), tf.concat([b, a])];
    const wanted = nn.stopGradient(net.teacherHead(net.teacher(swapped)));
    const found = net.predictor(net.head(net.encoder(both)));
    const [p, z] = [nn.normalizeRows(found), nn.normalizeRows(wanted)];
    // Of unit vectors: 2 − 2·cosine.
    return tf.mean(tf.sum(tf.squaredDifference(p, z), 1));
  },
  codes: "encoder",
  components: true,
});
