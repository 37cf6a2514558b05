/**
 * The smallest pipeline: how far is a tiny generator of MNIST digits from the
 * data, with the usual latent and with principal components?
 *
 * Run: `deno task pipeline run examples/smallest.ts`
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
  keys,
  prior,
  report,
} from "../mod.ts";

// Nothing runs here: each call adds a node to a graph.
const { train, test } = data.mnist({ limit: 2000, testLimit: 1000 });
const { latents } = encode.pca({ images: train }, { dim: 8 });
const priors = {
  normal: prior.normal({ dim: 8 }).prior,
  pca: prior.gaussian({ latents }).prior,
};

// The same nodes for every latent and size.
const rows = grid(
  { latent: keys(priors), width: [2, 4] },
  ({ latent, width }) => {
    const law = priors[latent];
    const { generator } = generate.gan({ images: train, prior: law }, {
      width,
      criticWidth: 8,
      steps: 60,
    });
    const { samples } = generate.sample({ generator, prior: law }, {
      count: 1000,
    });
    return {
      distance: distance.adversarial({ samples, reference: test }, {
        widths: [8],
        steps: 40,
      }).scores,
      cost: generate.cost({ generator }).scores,
    };
  },
);

const tables = columns(rows);
export default definePipeline({
  name: "smallest",
  seed: 7,
  targets: {
    distances: report.table({ rows: tables.distance }).table,
    costs: report.table({ rows: tables.cost }).table,
  },
});
