import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { autoencoderConfig } from "./config.ts";

/**
 * A variational autoencoder: each image becomes a normal law over codes, which is
 * kept near the standard one, and the decoder sees codes drawn from it. Codes are
 * the means. With `beta` near 0 it is an autoencoder with noise; the larger it is,
 * the nearer is the law of the codes to `prior.normal`, and the less they know.
 *
 * Source: Kingma and Welling, ICLR 2014, with β as in Higgins et al., ICLR 2017.
 */
export const vae = defineEncoder({
  name: "encode.vae",
  version: 1,
  summary: "Trains a variational autoencoder and keeps its mean codes",
  source: "Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014",
  config: z.object({
    ...autoencoderConfig,
    beta: z.number().min(0).default(1).describe(
      "Weight of the divergence from the standard normal law, in nats, beside half the squared error in units of 'noise'",
    ),
    noise: z.number().positive().default(0.3).describe(
      "Deviation of a pixel, in [−1, 1], around what is decoded",
    ),
  }),
  nets({ nn, config: { dim, width, decoderWidth }, image }) {
    const trunk = nn.convBackbone(image, { width });
    const input = nn.outputShape(trunk);
    return {
      trunk,
      mean: { input, layers: [{ type: "dense", units: dim }] },
      logVariance: { input, layers: [{ type: "dense", units: dim, scale: 0 }] },
      decoder: nn.dcganGenerator(dim, { image, width: decoderWidth }),
    };
  },
  data: ({ nn, config: { batch, dim }, seed, index }) => ({
    noise: nn.ndarray(
      nn.random(seed, "noise", index).normal(new Float32Array(batch * dim)),
      [batch, dim],
    ),
  }),
  loss({ tf, nn, net, x, data, config: { beta, noise } }) {
    const seen = net.trunk(x);
    const [mean, logVariance] = [net.mean(seen), net.logVariance(seen)];
    const spread = tf.exp(tf.mul(logVariance, 0.5));
    const drawn = tf.add(mean, tf.mul(spread, data.noise!));
    const error = nn.meanSquaredError(net.decoder(drawn), x);
    const divergence = nn.gaussianDivergence(mean, logVariance);
    // Nats a pixel, so that losses compare between sizes of images.
    const pixels = x.size / x.shape[0]!;
    const loss = tf.add(
      tf.div(error, 2 * noise ** 2),
      tf.mul(divergence, beta / pixels),
    );
    return { loss, metrics: { error, divergence } };
  },
  codes: ["trunk", "mean"],
  decode: "decoder",
});
