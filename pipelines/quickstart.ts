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
const extractors = { classifier };
const { features: train } = score.features({
  images: images.train,
  extractors,
});
const { features: validation } = score.features({
  images: images.validation,
  extractors,
});
const { features: test } = score.features({ images: images.test, extractors });

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
    const { features } = score.sampleFeatures({ samples, extractors });
    // Validation images are there to choose by, test images to report.
    const chosen = { samples: features, reference: validation, train };
    const reported = { samples: features, reference: test, train };
    return {
      quality: score.join({
        scores: {
          kid: score.kernel(chosen).scores,
          fd: score.frechet(chosen).scores,
          prdc: score.prdc(chosen, { limit: 2_000 }).scores,
          modes: score.modes(chosen).scores,
        },
      }).scores,
      final: score.join({
        scores: {
          kid: score.kernel(reported).scores,
          fd: score.frechet(reported).scores,
          prdc: score.prdc(reported, { limit: 2_000 }).scores,
          modes: score.modes(reported).scores,
        },
      }).scores,
      cost: generate.cost({ generator, prior: law }).scores,
      training: scores,
      samples,
    };
  },
);

const { quality, final, cost, training, samples } = columns(rows);
const { page } = report.decision({
  quality,
  final,
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
    table: report.table({ rows: final }, {
      columns: ["kid", "fd", "precision", "recall", "coverage", "modes"]
        .map((name) => `${name}[classifier]`),
    }).table,
  },
});
