/**
 * Which latent space needs the smallest generator on MNIST?
 *
 * Six latents (standard normal, principal components, autoencoder, decoupled
 * autoencoder, SimCLR, and an untrained network as a control) times five
 * generator widths times three seeds. Encoders are trained anew for every
 * seed. Each generator is trained on codes of the training images and judged
 * on three laws of codes: those (`train`), codes of held-out images
 * (`heldout`), and codes drawn from a fitted flow (`prior`), which alone is
 * generation. For the normal latent the three are one.
 *
 * Run: `deno task pipeline run pipelines/mnist_latents.ts` (an hour on 2 cores)
 *
 * Result (`results/mnist_latents/`): at 800 steps none does better than the
 * normal latent; at 1,600 steps small generators are a little better on codes of
 * autoencoders and principal components; SimCLR is worse in both.
 *
 * @module
 */
import {
  columns,
  data,
  definePipeline,
  distance,
  encode,
  generate,
  grid,
  prior,
  report,
  score,
  z,
} from "../mod.ts";

const LATENTS = [
  "gaussian",
  "pca",
  "autoencoder",
  "dae",
  "simclr",
  "random",
] as const;
const CRITIC = { widths: [16], steps: 250 };

export default definePipeline({
  name: "mnist-latents",
  seed: 7,
  params: z.object({
    steps: z.int().positive().default(800).describe("Generator steps"),
    encoderSteps: z.int().positive().default(1000),
    seeds: z.array(z.int()).default([0, 1, 2]),
    widths: z.array(z.int()).default([2, 4, 8, 16, 32]),
    dim: z.int().positive().default(32),
  }),
  targets: ({ steps, encoderSteps, seeds, widths, dim }) => {
    const images = data.mnist({ limit: 20_000, validation: 5_000 });
    const { train, validation, test } = images;
    const { classifier } = score.classifier(
      { images: train, heldOut: validation },
      { steps: 1000 },
    );
    const extractors = { classifier };
    const chosenBy =
      score.features({ images: validation, extractors }).features;
    const reportedBy = score.features({ images: test, extractors }).features;

    const encoders = grid(
      { latent: LATENTS.slice(1), seed: seeds },
      ({ latent, seed }) => {
        switch (latent) {
          case "pca":
            return encode.pca({ images: train }, { dim });
          case "autoencoder":
            return encode.autoencoder({ images: train }, {
              dim,
              seed,
              steps: encoderSteps,
            });
          case "dae":
            return encode.dae({ images: train }, {
              dim,
              seed,
              steps: encoderSteps,
            });
          case "simclr":
            return encode.simclr({ images: train }, {
              dim,
              seed,
              steps: encoderSteps,
            });
          default:
            return encode.randomConv({ images: train }, { dim, seed });
        }
      },
    );

    const normal = prior.normal({ dim }).prior;
    const rows = grid(
      {
        latent: LATENTS,
        width: widths,
        seed: seeds,
        mode: ["train", "heldout", "prior"],
      },
      ({ latent, width, seed, mode }) => {
        const codes = latent === "gaussian"
          ? { train: normal, heldout: normal, prior: normal }
          : lawsOf(encoders[`latent=${latent},seed=${seed}`]!, seed);
        const { generator, scores } = generate.gan(
          { images: train, prior: codes.train },
          { width, seed, steps },
        );
        const { samples } = generate.sample(
          { generator, prior: codes[mode] },
          { count: 5_000 },
        );
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
              inception: score.inception(chosen).scores,
            },
          }).scores,
          final: score.join({
            scores: {
              kid: score.kernel(reported).scores,
              fd: score.frechet(reported).scores,
              prdc: score.prdc(reported).scores,
              modes: score.modes(reported).scores,
              inception: score.inception(reported).scores,
            },
          }).scores,
          cost: generate.cost({ generator }).scores,
          training: scores,
          samples,
        };
      },
    );

    /** The three laws of codes of a data-dependent latent. */
    function lawsOf(
      { encoder, latents }: typeof encoders[string],
      seed: number,
    ) {
      const heldOut = encode.apply({ encoder, images: validation }).latents;
      return {
        train: prior.empirical({ latents }).prior,
        heldout: prior.empirical({ latents: heldOut }).prior,
        prior: prior.flow({ latents, heldOut }, { seed, steps: 2000 }).prior,
      };
    }

    // D^G is a property of the law of the codes: held-out ones sample it.
    const distances = grid(
      { latent: LATENTS, width: widths, seed: seeds },
      ({ latent, width, seed }) => {
        const { samples } =
          rows[`latent=${latent},width=${width},seed=${seed},mode=heldout`]!;
        return distance.adversarial(
          { samples, reference: test, train },
          CRITIC,
        ).scores;
      },
    );
    const { quality, final, cost, training, samples } = columns(rows);
    const { page } = report.decision({
      quality,
      final,
      cost,
      training,
      distance: distances,
      samples,
      reference: test,
    }, {
      title: "Which latent needs the smallest generator on MNIST?",
      question:
        "Six latents, five generator widths, three seeds; equal steps, batch, critic and step sizes.",
      metric: "fd[classifier]",
      notes: [
        "Step sizes were chosen on the normal latent, before the study.",
        "One data set, one architecture and one critic width.",
      ],
    });
    return {
      report: page,
      table: report.table({ rows: final }).table,
      distances: report.table({ rows: distances }).table,
      costs: report.table({ rows: cost }).table,
    };
  },
});
