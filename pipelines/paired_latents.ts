/**
 * Does it help a small generator that each code knows its image?
 *
 * A data-dependent latent comes with pairs of code and image, a normal law does
 * not. On 20,000 MNIST digits generators of three widths are trained without
 * the pairs (a critic alone, codes and images drawn apart) and with them
 * (squared error against the code's own image besides the critic), on the codes
 * of principal components, an autoencoder, a decoupled autoencoder, SimCLR and
 * an untrained network. Controls: pairs that were shuffled, and the normal law
 * at three times the steps. Samples are drawn by three laws of codes: a mixture
 * fitted to them (`prior`), which alone is generation, those of held-out
 * images, and those of the training images.
 *
 * Run: `deno task pipeline run pipelines/paired_latents.ts` (about an hour and a
 * half on 2 cores; `deno task features:pretrained` brings one of the extractors)
 *
 * Result (`results/paired_latents/`): at equal steps pairs help from 11,141
 * parameters on, by all three extractors; no saving in size is shown.
 *
 * @module
 */
import {
  columns,
  data,
  definePipeline,
  encode,
  generate,
  grid,
  prior,
  report,
  score,
  z,
} from "../mod.ts";

const ENCODED = ["pca", "autoencoder", "dae", "simclr", "random"] as const;

/** Ways to train a generator: a latent, and what of it is used. */
const ARMS = [
  "gaussian",
  "gaussian 3x steps",
  ...ENCODED.map((latent) => `${latent} unpaired` as const),
  ...ENCODED.map((latent) => `${latent} pairs` as const),
  "autoencoder shuffled pairs",
  "simclr conditional",
] as const;

type Arm = typeof ARMS[number];

/** Noise on codes of pairs, and numbers of noise after codes that leave much open. */
const NOISE = 0.1;
const OPEN = 16;

export default definePipeline({
  name: "paired-latents",
  seed: 7,
  params: z.object({
    steps: z.int().positive().default(1600).describe("Generator steps"),
    encoderSteps: z.int().positive().default(1000),
    seeds: z.array(z.int()).default([0, 1]),
    widths: z.array(z.int()).default([2, 4, 8]),
    arms: z.array(z.enum(ARMS)).default([...ARMS]),
    dim: z.int().positive().default(32),
    count: z.int().positive().default(5000).describe("Samples that are judged"),
    few: z.int().positive().default(500).describe(
      "Samples that several extractors judge",
    ),
  }),
  targets: (
    { steps, encoderSteps, seeds, widths, arms, dim, count, few },
  ) => {
    const { train, validation, test } = data.mnist({
      limit: 20_000,
      validation: 5_000,
    });
    const { classifier } = score.classifier(
      { images: train, heldOut: validation },
      { steps: 1000 },
    );
    const extractors = { classifier };
    const reference = score.features({ images: test, extractors }).features;
    const floor = score.features({ images: train, extractors }).features;

    const encoders = grid(
      { latent: ENCODED, seed: seeds },
      ({ latent, seed }) => {
        const inputs = { images: train, heldOut: validation };
        const trained = { dim, seed, steps: encoderSteps, whiten: dim };
        switch (latent) {
          case "pca":
            return encode.pca(inputs, { dim });
          case "autoencoder":
            return encode.autoencoder(inputs, trained);
          case "dae":
            return encode.dae(inputs, trained);
          case "simclr":
            return encode.simclr(inputs, { dim, seed });
          default:
            return encode.randomConv(inputs, { dim, seed, whiten: dim });
        }
      },
    );

    /** The three laws of a latent's codes, and what pairs need. */
    function codesOf(latent: typeof ENCODED[number], seed: number, noise = 0) {
      const { encoder, latents, scores } = encoders.at({ latent, seed });
      const heldOut = encode.apply({ encoder, images: validation }).latents;
      const smooth = { smoothing: NOISE, noise };
      return {
        encoder,
        latents,
        encoded: scores,
        train: prior.empirical({ latents }, smooth).prior,
        heldout: prior.empirical({ latents: heldOut }, smooth).prior,
        prior: prior.mixture({ latents, heldOut }, { seed, noise }).prior,
      };
    }

    function trainArm(arm: Arm, width: number, seed: number) {
      const settings = { width, seed, steps };
      if (arm === "gaussian" || arm === "gaussian 3x steps") {
        const law = prior.normal({ dim }).prior;
        const factor = arm === "gaussian" ? 1 : 3;
        return {
          ...generate.gan({ images: train, prior: law }, {
            ...settings,
            steps: factor * steps,
          }),
          codes: { train: law, heldout: law, prior: law, encoder: undefined },
        };
      }
      const [latent, ...training] = arm.split(" ") as [
        typeof ENCODED[number],
        ...string[],
      ];
      switch (training.join(" ")) {
        case "unpaired": {
          const codes = codesOf(latent, seed);
          return {
            ...generate.gan({ images: train, prior: codes.train }, settings),
            codes,
          };
        }
        case "pairs": {
          const codes = codesOf(latent, seed);
          const { latents, prior } = codes;
          return {
            ...generate.gan({ images: train, prior, latents }, settings),
            codes,
          };
        }
        case "shuffled pairs": {
          const codes = codesOf(latent, seed);
          const { latents } = encode.shuffled({ latents: codes.latents }, {
            seed,
          });
          return {
            ...generate.gan(
              { images: train, prior: codes.prior, latents },
              settings,
            ),
            codes,
          };
        }
        default: {
          const codes = codesOf(latent, seed, OPEN);
          const { latents, prior } = codes;
          return {
            ...generate.gan({ images: train, prior, latents }, {
              ...settings,
              pairs: { error: 0, conditional: true, noise: 0 },
            }),
            codes,
          };
        }
      }
    }

    const generators = grid(
      { arm: arms, width: widths, seed: seeds },
      ({ arm, width, seed }) => trainArm(arm, width, seed),
    );

    const rows = grid(
      {
        arm: arms,
        width: widths,
        seed: seeds,
        mode: ["prior", "heldout", "train"],
      },
      ({ arm, width, seed, mode }) => {
        const { generator, scores, codes } = generators.at({
          arm,
          width,
          seed,
        });
        const { samples } = generate.sample(
          { generator, prior: codes[mode] },
          { count },
        );
        const judged = {
          samples: score.sampleFeatures({ samples, extractors }).features,
          reference,
          train: floor,
        };
        return {
          quality: score.join({
            scores: {
              fd: score.frechet(judged, { resamples: 0, sizes: 0 }).scores,
              prdc: score.prdc(judged, { limit: 2000 }).scores,
            },
          }).scores,
          cost: generate.cost({ generator, prior: codes.prior }).scores,
          training: scores,
          samples,
        };
      },
    );
    const { quality, cost } = columns(rows);

    const paired = arms.filter((arm) => !arm.startsWith("gaussian"));
    const reconstruction = grid(
      { arm: paired, width: widths, seed: seeds },
      ({ arm, width, seed }) => {
        const { generator, codes } = generators.at({ arm, width, seed });
        return score.reconstruction({
          images: validation,
          encoder: codes.encoder!,
          decoder: generator,
        }).scores;
      },
    );
    // Generation alone, by extractors of three origins.
    const several = {
      classifier,
      random: score.random({ images: train }).extractor,
      pretrained: score.pretrained({ images: train }).extractor,
    };
    const seen = score.features({ images: test, extractors: several });
    const judgements = grid(
      { arm: arms, width: widths, seed: seeds },
      ({ arm, width, seed }) => {
        const { generator, codes } = generators.at({ arm, width, seed });
        const { samples } = generate.sample(
          { generator, prior: codes.prior },
          { count: few },
        );
        const { features } = score.sampleFeatures({
          samples,
          extractors: several,
        });
        return score.kernel(
          { samples: features, reference: seen.features },
          { limit: 2000 },
        ).scores;
      },
    );

    return {
      table: report.table({ rows: quality }).table,
      extractors: report.table({ rows: judgements }).table,
      training: report.table({ rows: columns(generators).scores }).table,
      reconstruction: report.table({ rows: reconstruction }).table,
      costs: report.table({ rows: cost }).table,
      encoders: report.table({ rows: columns(encoders).scores }).table,
    };
  },
});
