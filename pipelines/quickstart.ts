/**
 * A first look: do data-dependent latents help a small generator?
 *
 * Three latents (standard normal, principal components, SimCLR) times three
 * generator widths on 10,000 MNIST digits, one seed, few steps; generators on
 * codes of images are trained on pairs of code and image. It shows how the
 * answer looks in two minutes, and decides nothing: `mnist_latents.ts` and
 * `paired_latents.ts` are studies.
 *
 * Run: `deno task pipeline run pipelines/quickstart.ts`
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
} from "../mod.ts";

const images = data.mnist({
  limit: 10_000,
  validation: 2_000,
  testLimit: 4_000,
});
const { classifier } = score.classifier(
  { images: images.train, heldOut: images.validation },
  { steps: 250 },
);
const reference = score.features({
  images: images.test,
  extractors: { classifier },
});

const pca = encode.pca({ images: images.train }, { dim: 16 });
const simclr = encode.simclr({ images: images.train }, { dim: 16, steps: 150 });
const normal = prior.normal({ dim: 16 }).prior;

// A code of an image knows its image: the pairs are trained on, and new codes
// are drawn from a law that was fitted to them. A normal law has no pairs.
const latents = {
  gaussian: { law: normal, pairs: {} },
  pca: {
    law: prior.mixture({ latents: pca.latents }).prior,
    pairs: { latents: pca.latents },
  },
  simclr: {
    law: prior.mixture({ latents: simclr.latents }).prior,
    pairs: { latents: simclr.latents },
  },
};

const rows = grid(
  { latent: keys(latents), width: [4, 8, 16] },
  ({ latent, width }) => {
    const { law, pairs } = latents[latent];
    const { generator, scores } = generate.gan(
      { images: images.train, prior: law, ...pairs },
      { width, steps: 400 },
    );
    const { samples } = generate.sample({ generator, prior: law }, {
      count: 2_000,
    });
    const judged = {
      samples: score.sampleFeatures({ samples, extractors: { classifier } })
        .features,
      reference: reference.features,
    };
    return {
      quality: score.join({
        scores: {
          kid: score.kernel(judged).scores,
          fd: score.frechet(judged).scores,
          prdc: score.prdc(judged, { limit: 2_000 }).scores,
          modes: score.modes(judged).scores,
          diversity: score.diversity(judged).scores,
        },
      }).scores,
      cost: generate.cost({ generator, prior: law }).scores,
      training: scores,
      samples,
    };
  },
);

const { quality, cost, training, samples } = columns(rows);
const { page } = report.decision({
  quality,
  cost,
  training,
  samples,
  reference: images.test,
}, {
  title: "Which latent needs the smallest generator? A first look on MNIST",
  metric: "kid[classifier]",
  demonstration: true,
});

export default definePipeline({
  name: "quickstart",
  seed: 7,
  targets: {
    report: page,
    table: report.table({ rows: quality }, {
      columns: ["kid", "fd", "precision", "recall", "coverage", "modes"]
        .map((name) => `${name}[classifier]`),
    }).table,
  },
});
