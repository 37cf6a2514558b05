/**
 * Which extractor ranks generators as the eye does, where pictures are few?
 *
 * Three latents times three widths, trained briefly and without pairs, on 540
 * colour emoji of nine categories. Their samples are judged by an untrained
 * network, by a classifier trained on the same pictures, by one that learned
 * from pictures without labels, and by a network trained on ImageNet, against
 * pictures held out; `gallery` shows the samples.
 *
 * `deno run -A pipelines/_emoji_folder.ts emoji` makes the pictures,
 * `deno task features:pretrained` brings the weights.
 *
 * Run: `deno task pipeline run pipelines/emoji_instrument.ts`
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
  keys,
  prior,
  report,
  score,
  z,
} from "../mod.ts";

export default definePipeline({
  name: "emoji-instrument",
  seed: 7,
  params: z.object({
    path: z.string().default("emoji").describe("Folder of pictures by class"),
    steps: z.int().positive().default(400).describe("Generator steps"),
    pairs: z.boolean().default(false).describe("Whether pairs are trained on"),
    count: z.int().positive().default(500).describe("Samples that are judged"),
  }),
  targets: ({ path, steps, pairs, count }) => {
    const { train, validation } = data.folder({
      path,
      fit: "contain",
      background: "#ffffff",
      validation: 0.2,
      test: 0.05,
    });
    const extractors = {
      pretrained: score.pretrained({ images: train }).extractor,
      random: score.random({ images: train }).extractor,
      classifier: score.classifier({ images: train, heldOut: validation }, {
        steps: 250,
      }).classifier,
    };
    const reference =
      score.features({ images: validation, extractors }).features;
    const floor = score.features({ images: train, extractors }).features;

    const inputs = { images: train, heldOut: validation };
    const pca = encode.pca(inputs, { dim: 16 });
    const simclr = encode.simclr(inputs, { dim: 16, steps: 150 });
    const latents = {
      gaussian: undefined,
      pca: pca.latents,
      simclr: simclr.latents,
    };
    const normal = prior.normal({ dim: 16 }).prior;

    const rows = grid(
      { latent: keys(latents), width: [4, 8, 16] },
      ({ latent, width }) => {
        const codes = latents[latent];
        const law = codes === undefined
          ? normal
          : prior.mixture({ latents: codes }).prior;
        const drawn = codes === undefined || pairs
          ? law
          : prior.empirical({ latents: codes }).prior;
        const { generator } = generate.gan({
          images: train,
          prior: drawn,
          ...(codes !== undefined && pairs ? { latents: codes } : {}),
        }, { width, steps });
        const { samples } = generate.sample({ generator, prior: law }, {
          count,
        });
        const { features } = score.sampleFeatures({ samples, extractors });
        const judged = { samples: features, reference, train: floor };
        return {
          quality: score.join({
            scores: {
              kid: score.kernel(judged).scores,
              prdc: score.prdc(judged).scores,
            },
          }).scores,
          cost: generate.cost({ generator, prior: law }).scores,
          samples,
        };
      },
    );
    const { quality, cost, samples } = columns(rows);
    const { page } = report.decision({
      quality,
      cost,
      samples,
      reference: validation,
    }, {
      title: "Which extractor sees what the eye sees? Nine generators of emoji",
      metric: "kid[pretrained]",
      demonstration: true,
    });
    return {
      table: report.table({ rows: quality }).table,
      encoders: report.table({
        rows: { pca: pca.scores, simclr: simclr.scores },
      }).table,
      gallery: page,
    };
  },
});
