/**
 * A first look: do data-dependent latents help a small generator?
 *
 * Three latents (standard normal, principal components, SimCLR) times three
 * generator widths on 10,000 MNIST digits, one seed, few steps. It shows how
 * the answer looks in two minutes; `mnist_latents.ts` is the study.
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

// A generator is trained on the codes of images and draws from a fitted prior.
const latents = {
  gaussian: { codes: normal, law: normal },
  pca: {
    codes: prior.empirical({ latents: pca.latents }).prior,
    law: prior.flow({ latents: pca.latents }, { steps: 500, width: 128 }).prior,
  },
  simclr: {
    codes: prior.empirical({ latents: simclr.latents }).prior,
    law: prior.flow({ latents: simclr.latents }, { steps: 500, width: 128 })
      .prior,
  },
};

const rows = grid(
  { latent: keys(latents), width: [4, 8, 16] },
  ({ latent, width }) => {
    const { codes, law } = latents[latent];
    const { generator, scores } = generate.gan(
      { images: images.train, prior: codes },
      { width, steps: 400 },
    );
    const { samples } = generate.sample({ generator, prior: law }, {
      count: 2_000,
    });
    const judged = {
      samples:
        score.sampleFeatures({ samples, extractors: { classifier } }).features,
      reference: reference.features,
    };
    return {
      quality: score.join({
        scores: {
          fd: score.frechet(judged).scores,
          prdc: score.prdc(judged, { limit: 2_000 }).scores,
          modes: score.modes(judged).scores,
        },
      }).scores,
      cost: generate.cost({ generator }).scores,
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
  metric: "fd[classifier]",
  demonstration: true,
});

export default definePipeline({
  name: "quickstart",
  seed: 7,
  targets: {
    report: page,
    table: report.table({ rows: quality }, {
      columns: ["fd", "precision", "recall", "coverage", "modes"].map((name) =>
        `${name}[classifier]`
      ),
    }).table,
  },
});
