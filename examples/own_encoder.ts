/**
 * An encoder of your own: a denoising autoencoder, which gives back images from
 * images with noise on them. Networks, what a step draws and a loss are all there
 * is to it; batches, resuming, scores of codes and cost are the role's.
 *
 * Source: Vincent et al., "Extracting and composing robust features with denoising
 * autoencoders", ICML 2008.
 *
 * Run: `deno task pipeline run examples/own_encoder.ts`
 *
 * @module
 */
import {
  data,
  defineEncoder,
  definePipeline,
  encode,
  encoderConfig,
  report,
  z,
} from "../mod.ts";

/** Exported, so that worker processes and YAML pipelines find it. */
export const denoising = defineEncoder({
  name: "own.denoising",
  version: 1,
  summary: "Trains an autoencoder on images with noise",
  config: z.object({
    ...encoderConfig,
    noise: z.number().min(0).default(0.3).describe("Deviation of the noise"),
  }),
  nets: ({ nn, config: { dim, width }, image }) => ({
    encoder: nn.convEncoder(image, { width, units: dim }),
    decoder: nn.dcganGenerator(dim, { image, width }),
  }),
  data({ nn, config: { batch }, image, seed, index }) {
    const shape = [batch, ...image];
    const noise = new Float32Array(nn.sizeOf(shape));
    return {
      noise: nn.ndarray(nn.random(seed, "noise", index).normal(noise), shape),
    };
  },
  loss({ tf, nn, net, x, data, config: { noise } }) {
    const noisy = tf.add(x, tf.mul(data.noise!, noise));
    return nn.meanSquaredError(net.decoder(net.encoder(noisy)), x);
  },
  codes: "encoder",
  decode: "decoder",
});

const { train, validation } = data.mnist({ limit: 2000 });
const inputs = { images: train, heldOut: validation };
const settings = { dim: 16, width: 8, steps: 300 };
export default definePipeline({
  name: "own-encoder",
  targets: {
    table: report.table({
      rows: {
        "encoder=plain": encode.autoencoder(inputs, settings).scores,
        "encoder=denoising": denoising(inputs, settings).scores,
      },
    }).table,
  },
});
