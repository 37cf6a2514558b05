import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { gridConfig, width } from "./config.ts";

/**
 * An autoencoder whose codes are grids of vectors, one for each patch of an image:
 * by strided convolutions, or by a small vision transformer. It is trained on
 * squared error, and its decoder on codes with a little noise, so that it forgives
 * what a prior gets wrong. Each channel of the codes is standardised.
 *
 * Source: Rombach et al., CVPR 2022, section 3.1, without critic and divergence;
 * noise on codes as in Zheng et al., "Diffusion transformers with representation
 * autoencoders", 2025, section 4.
 */
export const patchAutoencoder = defineEncoder({
  name: "encode.patchAutoencoder",
  version: 1,
  summary: "Trains an autoencoder whose codes are grids of vectors",
  source: "Rombach et al., Latent diffusion, CVPR 2022, section 3.1",
  layout: "grid",
  config: z.object({
    ...gridConfig,
    decoderWidth: width(32, "Channels before the decoder's last layer"),
    channels: z.int().positive().max(1024).default(8).describe(
      "Channels of a code",
    ),
    noise: z.number().min(0).default(0.1).describe(
      "Deviation of the noise on codes that the decoder sees, as a share of theirs",
    ),
  }),
  nets: ({ nn, config, image }) => ({
    encoder: nn.gridEncoder(image, config),
    decoder: nn.gridDecoder(image, { ...config, width: config.decoderWidth }),
  }),
  data({ nn, config: { batch, grid, channels }, seed, index }) {
    const shape = [batch, grid, grid, channels];
    const noise = new Float32Array(nn.sizeOf(shape));
    return {
      noise: nn.ndarray(nn.random(seed, "noise", index).normal(noise), shape),
    };
  },
  loss({ tf, nn, net, x, data, config: { noise } }) {
    const codes = net.encoder(x);
    const centred = tf.sub(codes, tf.mean(codes, [0, 1, 2], true));
    const spread = nn.stopGradient(
      tf.sqrt(tf.mean(tf.square(centred), [0, 1, 2], true)),
    );
    const seen = tf.add(codes, tf.mul(data.noise!, tf.mul(spread, noise)));
    return nn.meanSquaredError(net.decoder(seen), x);
  },
  codes: "encoder",
  decode: "decoder",
});
