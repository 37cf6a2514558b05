/**
 * Does an encoder that was trained with a weak decoder give better latents?
 *
 * The Decoupled Autoencoder trains an encoder with a deliberately weak
 * decoder, freezes it, and trains the real decoder anew. Seven arms: joint
 * training of encoder and real decoder; two stages with a strong auxiliary
 * decoder (which isolates freezing from weakness); and two stages with five
 * weak ones, by channel dropout, by width, and both. Joint training gets as
 * many floating-point operations as the costliest two-stage arm. Two sizes of
 * the real decoder, three seeds. Judged by reconstruction of held-out images,
 * by images decoded from codes of held-out images (`heldout`), and by images
 * decoded from a flow fitted to the codes (`prior`), which alone is generation.
 *
 * Run: `deno task pipeline run pipelines/dae.ts` (41 minutes on 2 cores)
 *
 * Result (`results/dae/`): no. The weaker the auxiliary decoder, the worse
 * held-out images came back; as generators the arms were alike or worse than
 * joint training.
 *
 * @module
 */
import { convEncoder } from "../lib/nn/architectures/conv.ts";
import { dcganGenerator } from "../lib/nn/architectures/dcgan.ts";
import type { ImageShape } from "../lib/nn/architectures/image_shape.ts";
import { countFlops } from "../lib/nn/network/count.ts";
import {
  columns,
  data,
  definePipeline,
  distance,
  encode,
  generate,
  grid,
  keys,
  prior,
  report,
  score,
  z,
} from "../mod.ts";

const IMAGE: ImageShape = [32, 32, 1];
const IMAGES = 20_000;
const BATCH = 64;
const STRONG = 16;
const CRITIC = { widths: [16], steps: 250 };

/** Auxiliary decoders of the two-stage arms. */
const AUXILIARY = {
  strong: { decoderWidth: STRONG, dropout: 0 },
  dropout20: { decoderWidth: STRONG, dropout: 0.2 },
  dropout40: { decoderWidth: STRONG, dropout: 0.4 },
  dropout60: { decoderWidth: STRONG, dropout: 0.6 },
  narrow: { decoderWidth: 4, dropout: 0 },
  narrow40: { decoderWidth: 4, dropout: 0.4 },
} as const;

/**
 * Steps of joint training that cost what the costliest two-stage arm costs:
 * `steps` of encoder and strong decoder, one pass that encodes all images, and
 * `steps` of the real decoder. A training step costs three forward passes.
 */
function jointSteps(
  { steps, width, dim }: { steps: number; width: number; dim: number },
): number {
  const encoder = countFlops(convEncoder(IMAGE, { width: 16, units: dim }));
  const strong = countFlops(
    dcganGenerator(dim, { image: IMAGE, width: STRONG }),
  );
  const real = countFlops(dcganGenerator(dim, { image: IMAGE, width }));
  const total = 3 * steps * (encoder + strong) +
    (IMAGES / BATCH) * encoder + 3 * steps * real;
  return Math.round(total / (3 * (encoder + real)));
}

export default definePipeline({
  name: "dae",
  seed: 7,
  params: z.object({
    steps: z.int().positive().default(800).describe("Steps of each stage"),
    seeds: z.array(z.int()).default([0, 1, 2]),
    widths: z.array(z.int()).default([4, 16]),
    dim: z.int().positive().default(32),
  }),
  targets: ({ steps, seeds, widths, dim }) => {
    const { train, validation, test } = data.mnist({
      limit: IMAGES,
      validation: 5_000,
    });
    const { classifier } = score.classifier(
      { images: train, heldOut: validation },
      { steps: 1000 },
    );
    const extractors = { classifier };
    const chosenBy =
      score.features({ images: validation, extractors }).features;
    const reportedBy = score.features({ images: test, extractors }).features;

    const models = grid(
      { arm: ["joint", ...keys(AUXILIARY)], width: widths, seed: seeds },
      ({ arm, width, seed }) => {
        if (arm === "joint") {
          const { encoder, decoder, latents } = encode.autoencoder(
            { images: train },
            {
              dim,
              seed,
              decoderWidth: width,
              steps: jointSteps({ steps, width, dim }),
            },
          );
          return { encoder, generator: decoder, latents };
        }
        const { encoder, latents } = encode.dae({ images: train }, {
          dim,
          seed,
          steps,
          ...AUXILIARY[arm],
        });
        const { generator } = generate.decoder(
          { images: train, encoder },
          { width, seed, steps },
        );
        return { encoder, generator, latents };
      },
    );

    const reconstruction = grid(
      { arm: ["joint", ...keys(AUXILIARY)], width: widths, seed: seeds },
      ({ arm, width, seed }) => {
        const { encoder, generator } = models.at({ arm, width, seed });
        return score.reconstruction({
          images: test,
          encoder,
          decoder: generator,
        }).scores;
      },
    );

    const rows = grid(
      {
        arm: ["joint", ...keys(AUXILIARY)],
        width: widths,
        seed: seeds,
        mode: ["heldout", "prior"],
      },
      ({ arm, width, seed, mode }) => {
        const { encoder, generator, latents } = models.at({ arm, width, seed });
        const heldOut = encode.apply({ encoder, images: validation }).latents;
        const law = mode === "heldout"
          ? prior.empirical({ latents: heldOut }).prior
          : prior.flow({ latents, heldOut }, { seed, steps: 2000 }).prior;
        const { samples } = generate.sample({ generator, prior: law }, {
          count: 5_000,
        });
        const { features } = score.sampleFeatures({ samples, extractors });
        const chosen = { samples: features, reference: chosenBy };
        const reported = { samples: features, reference: reportedBy };
        return {
          quality: score.join({
            scores: {
              kid: score.kernel(chosen).scores,
              fd: score.frechet(chosen).scores,
              prdc: score.prdc(chosen).scores,
              modes: score.modes(chosen).scores,
            },
          }).scores,
          final: score.join({
            scores: {
              kid: score.kernel(reported).scores,
              fd: score.frechet(reported).scores,
              prdc: score.prdc(reported).scores,
              modes: score.modes(reported).scores,
            },
          }).scores,
          cost: generate.cost({ generator }).scores,
          distance: distance.adversarial(
            { samples, reference: test, train },
            CRITIC,
          ).scores,
          samples,
        };
      },
    );
    const { quality, final, cost, distance: distances, samples } = columns(
      rows,
    );
    const { page } = report.decision({
      quality,
      final,
      cost,
      distance: distances,
      samples,
      reference: test,
    }, {
      title: "Does a weak decoder give better latents? DAE on MNIST",
      question:
        "Joint training against two stages with strong and weak auxiliary decoders, at equal compute.",
      metric: "fd[classifier]",
      latentAxis: "arm",
      baseline: "joint",
      notes: [
        "Decoders are trained on squared error alone, without a critic: their images are blurred, whatever the latent.",
        "One data set, one architecture and one encoder size.",
      ],
    });
    return {
      report: page,
      table: report.table({ rows: final }).table,
      reconstruction: report.table({ rows: reconstruction }).table,
      distances: report.table({ rows: distances }).table,
      costs: report.table({ rows: cost }).table,
    };
  },
});
