/**
 * Is one step size fair to generators of every width, and to every latent?
 *
 * Small and large generators are compared at one step size of Adam. Were the
 * best one another for each width, or each latent, the comparison would favour
 * whichever it fits. On 10,000 MNIST digits, generators of three widths, on a
 * normal latent and on pairs of principal components, are trained at five step
 * sizes; generator and critic are scaled together, the critic's width stays.
 * Kernel distance of new samples to validation digits judges, by an untrained
 * network and by a classifier.
 *
 * Run: `deno task pipeline run pipelines/step_sizes.ts` (20 minutes on 2 cores)
 *
 * Result (`results/step_sizes/`): no; the best step size falls with the width, by
 * a factor of eight from 2 to 32. 0.002 · (16 / width)^½ is fair to all.
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

/** Step size that the others are multiples of. */
const RATE = 1e-3;

export default definePipeline({
  name: "step-sizes",
  seed: 7,
  params: z.object({
    steps: z.int().positive().default(700).describe("Generator steps"),
    widths: z.array(z.int()).default([2, 8, 32]),
    factors: z.array(z.number()).default([0.25, 0.5, 1, 2, 4]).describe(
      "Step sizes, as multiples of 0.001",
    ),
    critics: z.array(z.enum(["scaled", "fixed"])).default(["scaled"]).describe(
      "Whether the critic's step size is the generator's, or 0.001",
    ),
    powers: z.array(z.number()).default([0]).describe(
      "Powers of 16 / width that step sizes are multiplied with",
    ),
    latents: z.array(z.enum(["gaussian", "pairs"])).default([
      "gaussian",
      "pairs",
    ]),
    seeds: z.array(z.int()).default([0, 1]),
    until: z.boolean().default(false).describe(
      "Whether training ends where it stops to help, at the latest after 'steps'",
    ),
    count: z.int().positive().default(1000).describe("Samples that are judged"),
  }),
  targets: (
    {
      steps,
      widths,
      factors,
      critics,
      powers,
      latents: latentNames,
      seeds,
      until,
      count,
    },
  ) => {
    const { train, validation } = data.mnist({
      limit: 10_000,
      validation: 2_000,
    });
    const extractors = {
      random: score.random({ images: train }).extractor,
      classifier: score.classifier(
        { images: train, heldOut: validation },
        { steps: 600 },
      ).classifier,
    };
    const reference =
      score.features({ images: validation, extractors }).features;
    const { latents } = encode.pca({ images: train }, { dim: 32 });
    const ways = {
      gaussian: { prior: prior.normal({ dim: 32 }).prior },
      pairs: {
        prior: prior.mixture({ latents }, { components: 20 }).prior,
        latents,
      },
    };
    const rows = grid(
      {
        latent: latentNames,
        width: widths,
        critic: critics,
        power: powers,
        factor: factors,
        seed: seeds,
      },
      ({ latent, width, critic, power, factor, seed }) => {
        const { generator, scores, curve } = generate.gan({
          images: train,
          ...ways[latent],
          ...(until ? { heldOut: validation } : {}),
        }, {
          width,
          seed,
          steps,
          widthPower: power,
          rate: factor * RATE,
          criticRate: critic === "scaled" ? factor * RATE : RATE,
        });
        const { samples } = generate.sample(
          { generator, prior: ways[latent].prior },
          { count },
        );
        const { features } = score.sampleFeatures({ samples, extractors });
        const quality = score.kernel({ samples: features, reference }).scores;
        return { quality, training: scores, curve };
      },
    );
    const { quality, training, curve } = columns(rows);
    return {
      table: report.table({ rows: quality }).table,
      training: report.table({ rows: training }).table,
      ...(until ? curve : {}),
    };
  },
});
