/**
 * Wiring mistakes are compile errors: `deno test` type-checks this file, and
 * an expected error that does not occur is one.
 *
 * @module
 */
import { z } from "zod";
import { columns, grid } from "../../lib/dsl/grid.ts";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { anySplit, testOnly } from "../../lib/dsl/kind.ts";
import { defineStage, type Ref } from "../../lib/dsl/stage.ts";
import {
  data,
  encode,
  generate,
  Latents,
  prior,
  report,
  score,
  stages,
  type VectorLatents,
} from "../../mod.ts";

/** Never called: it is here to be compiled. */
export function wiringMistakes(): void {
  const images = data.mnist();
  const pca = encode.pca({ images: images.train });
  const normal = prior.normal();
  const gan = generate.gan({ images: images.train, prior: normal.prior });

  // @ts-expect-error a generator where a prior is expected
  generate.gan({ images: images.train, prior: gan.generator });
  // @ts-expect-error latents where a prior is expected
  generate.gan({ images: images.train, prior: pca.latents });
  // @ts-expect-error no such output
  prior.gaussian({ latents: pca.latent });
  // @ts-expect-error no such split
  encode.pca({ images: images.training });
  // @ts-expect-error missing input
  generate.gan({ images: images.train });
  // @ts-expect-error missing inputs
  encode.pca();
  // @ts-expect-error misspelt input
  encode.pca({ image: images.train });
  // @ts-expect-error a whole node where one output is expected
  encode.pca({ images });
  // @ts-expect-error unknown config key
  generate.gan({ images: images.train, prior: normal.prior }, { widht: 8 });
  // @ts-expect-error a value of the wrong type
  prior.normal({ dim: "32" });
  generate.gan({ images: images.train, prior: normal.prior }, {
    // @ts-expect-error a value outside the enum
    loss: "wasserstein",
  });
  // @ts-expect-error inputs to a source
  data.mnist({ images: images.train });
  // @ts-expect-error one artifact where a labelled record is expected
  report.table({ rows: gan.scores });
  // @ts-expect-error a record of another kind
  report.table({ rows: { a: gan.generator } });
  // @ts-expect-error a labelled record where one artifact is expected
  encode.pca({ images: { a: images.train } });
  score.frechet({
    // @ts-expect-error features of images where features of samples are expected
    samples: score.features({
      images: images.test,
      extractors: {
        classifier: score.classifier({
          images: images.train,
          heldOut: images.validation,
        }).classifier,
      },
    }).features,
    // @ts-expect-error images where features are expected
    reference: images.test,
  });
  // @ts-expect-error unknown stage
  stages["encode.pac"];
  stages["encode.pca"] satisfies typeof encode.pca;
  // @ts-expect-error a target must be one output
  definePipeline({ name: "x", targets: { pca } });
  definePipeline({
    name: "x",
    params: z.object({ steps: z.int() }),
    // @ts-expect-error no such parameter
    targets: ({ step }) => ({ a: prior.normal({ dim: step }).prior }),
  });
  grid({ latent: ["a", "b"] }, ({ latent }) => {
    // @ts-expect-error no such value on the axis
    return latent === "c";
  });
  grid({ width: [2, 4] }, (point) => {
    // @ts-expect-error no such axis
    return point.depth;
  });
  const cells = grid({ latent: ["a", "b"], seed: [0 as number] }, () => pca);
  cells.at({ seed: 1, latent: "b" }).latents satisfies Ref<typeof Latents>;
  // @ts-expect-error no such value on the axis
  cells.at({ seed: 1, latent: "c" });
  // @ts-expect-error a value of another type than the axis has
  cells.at({ seed: "1", latent: "a" });
  // @ts-expect-error an axis is left out
  cells.at({ latent: "a" });
  // @ts-expect-error no such axis
  cells.at({ seed: 1, latent: "a", width: 8 });
  const scores = grid({ width: [2, 4] }, () => gan.scores);
  report.table({ rows: { ...scores, more: gan.scores } });
  defineStage({
    name: "x.y",
    version: 1,
    summary: "Returns too little",
    config: z.object({}),
    inputs: {},
    outputs: { latents: Latents },
    // @ts-expect-error run must return every output
    run: () => Promise.resolve({}),
  });
  defineStage({
    name: "x.z",
    version: 1,
    summary: "Returns another kind",
    config: z.object({}),
    inputs: {},
    outputs: { latents: Latents },
    // @ts-expect-error run must return a value of the output's kind
    run: () => Promise.resolve({ latents: "codes" }),
  });
  defineStage({
    name: "x.w",
    version: 1,
    summary: "Reads what it did not ask for",
    config: z.object({ a: z.number() }),
    inputs: { latents: Latents },
    outputs: {},
    run: ({ config, inputs }) => {
      // @ts-expect-error no such setting
      config.b;
      // @ts-expect-error no such input
      inputs.images;
      return Promise.resolve({});
    },
  });
}

/** Never called: what has seen test data may be shown, and nothing else. */
export function leaks(): void {
  const { train, validation, test } = data.mnist();
  const pca = encode.pca({ images: train });
  const { latents } = encode.apply({ encoder: pca.encoder, images: test });
  const law = prior.gaussian({ latents: pca.latents }).prior;
  const { generator } = generate.gan({ images: train, prior: law });
  const { classifier } = score.classifier({
    images: train,
    heldOut: validation,
  });
  const { samples } = generate.sample({ generator, prior: law });
  const extractors = { classifier };
  const measure = (images: typeof validation | typeof test) =>
    score.frechet({
      samples: score.sampleFeatures({ samples, extractors }).features,
      reference: score.features({ images, extractors }).features,
    }).scores;
  const judged = {
    open: score.frechet({
      samples: score.sampleFeatures({ samples, extractors }).features,
      reference: score.features({ images: validation, extractors }).features,
    }).scores,
    test: measure(test),
  };
  const cost = { "latent=a,width=1": generate.cost({ generator }).scores };

  // @ts-expect-error an encoder fitted to test data
  encode.pca({ images: test });
  // @ts-expect-error an encoder trained on test data
  encode.simclr({ images: test });
  // @ts-expect-error an encoder whose codes are looked at on test data
  encode.dae({ images: train, heldOut: test });
  // @ts-expect-error a generator trained on test data
  generate.gan({ images: test, prior: law });
  // @ts-expect-error a decoder trained on test data
  generate.decoder({ images: test, encoder: pca.encoder });
  // @ts-expect-error a classifier trained on test data
  score.classifier({ images: test, heldOut: validation });
  // @ts-expect-error a classifier chosen on test data
  score.classifier({ images: train, heldOut: test });
  // @ts-expect-error a law fitted to codes of test data
  prior.gaussian({ latents });
  // @ts-expect-error a law judged on codes of test data
  prior.flow({ latents: pca.latents, heldOut: latents });
  // @ts-expect-error a generator whose training ends by test data
  generate.gan({ images: train, prior: law, heldOut: test });
  generate.gan({ images: train, prior: law, heldOut: validation });
  // @ts-expect-error pairs of test data
  generate.gan({ images: train, prior: law, latents });

  const joined = score.join({ scores: { a: pca.scores, b: judged.test } });
  joined.scores.split satisfies "test";
  // @ts-expect-error joining takes nothing off
  joined.scores.split satisfies "open";
  score.join({ scores: { a: pca.scores } }).scores.split satisfies "open";
  const nested = score.join({ scores: { a: joined.scores } });
  const quality = { "latent=a,width=1": judged.open };
  report.decision({ quality, cost }).page.split satisfies "open" | "test";
  // @ts-expect-error chosen on scores of test data
  report.decision({ quality: { "latent=a,width=1": judged.test }, cost });
  // @ts-expect-error chosen on a join that holds scores of test data
  report.decision({ quality: { "latent=a,width=1": nested.scores }, cost });
  report.decision({
    quality: {
      "latent=a,width=1": judged.open,
      // @ts-expect-error one of the cells was scored on test data
      "latent=b,width=1": judged.test,
    },
    cost,
  });
  const { page } = report.decision({
    quality,
    final: { "latent=a,width=1": nested.scores },
    cost,
  });
  page.split satisfies "test";
  // @ts-expect-error final figures that were not measured on test data
  report.decision({ quality, final: quality, cost });

  definePipeline({
    name: "looks",
    params: z.object({}),
    targets: (_, { known }) => {
      known(judged.open)?.quality satisfies object | undefined;
      // @ts-expect-error nothing may be chosen by test data
      known(judged.test);
      // @ts-expect-error nor by what rests on it
      known(nested.scores);
      return {};
    },
  });

  const rows = grid({ width: [1, 2] }, () => ({
    open: judged.open,
    test: score.join({ scores: { test: judged.test } }).scores,
  }));
  const cells = columns(rows);
  report.decision({ quality: cells.open, final: cells.test, cost });
  // @ts-expect-error a grid of scores of test data
  report.decision({ quality: cells.test, cost });
  report.table({ rows: { ...cells.open, more: judged.test } });

  // What may be either counts as test data.
  const either = measure(Math.random() < 0.5 ? test : validation);
  either.split satisfies "test";
  const helper = (latents: Ref<typeof VectorLatents>) =>
    prior.gaussian({ latents });
  helper(pca.latents);
  // @ts-expect-error a helper takes no test data unless it says so
  helper(latents);

  const own = defineStage({
    name: "x.own",
    version: 1,
    summary: "Takes one slot of each",
    config: z.object({}),
    inputs: { fitted: Latents, shown: anySplit(Latents) },
    outputs: { latents: Latents, held: Latents },
    testOutputs: ["held"],
    run: ({ inputs }) =>
      Promise.resolve({ latents: inputs.fitted, held: inputs.shown }),
  });
  const clean = own({ fitted: pca.latents, shown: pca.latents });
  clean.latents.split satisfies "open";
  clean.held.split satisfies "test";
  own({ fitted: pca.latents, shown: latents }).latents.split satisfies "test";
  // @ts-expect-error a slot that says nothing refuses test data
  own({ fitted: latents, shown: latents });
  defineStage({
    ...own.spec,
    name: "x.other",
    inputs: { latents: testOnly(Latents) },
    // @ts-expect-error no such output
    testOutputs: ["tset"],
    run: ({ inputs: { latents } }) =>
      Promise.resolve({ latents, held: latents }),
  });
}

Deno.test("wiring mistakes of the typed DSL are compile errors", () => {
  // The compiler has checked them when this runs with type checking on; the
  // stages built below are the same calls without the mistakes.
  const images = data.mnist();
  const { prior: law } = prior.normal();
  generate.gan({ images: images.train, prior: law });
});

/** Never called: layouts of codes that do not fit are errors, too. */
export function layoutMistakes(): void {
  const images = data.mnist();
  const vector = encode.autoencoder({ images: images.train });
  const patches = encode.patchAutoencoder({ images: images.train });
  const tokens = encode.vqvae({ images: images.train });

  prior.flow({ latents: vector.latents });
  prior.flow({ latents: patches.latents });
  prior.transformer({ latents: tokens.latents });
  // @ts-expect-error vectors where tokens are expected
  prior.transformer({ latents: vector.latents });
  // @ts-expect-error tokens where vectors or grids are expected
  prior.flow({ latents: tokens.latents });

  // What may be laid out in several ways is as what it was made of.
  const grids = prior.flow({ latents: patches.latents }).prior;
  const vectors = prior.flow({ latents: vector.latents }).prior;
  generate.gan({ images: images.train, prior: grids });
  generate.flow({
    images: images.train,
    prior: vectors,
    latents: vector.latents,
  });
  generate.flow({
    images: images.train,
    // @ts-expect-error a prior over grids where one over vectors is expected
    prior: grids,
    latents: vector.latents,
  });
  const held = encode.apply({
    encoder: patches.encoder,
    images: images.validation,
  });
  prior.flow({ latents: patches.latents, heldOut: held.latents });
  // @ts-expect-error grids where tokens are expected
  prior.transformer({ latents: held.latents });
  const shuffled = encode.shuffled({ latents: patches.latents });
  // @ts-expect-error a shuffled grid is a grid
  prior.transformer({ latents: shuffled.latents });
  generate.decoder({ images: images.train, encoder: patches.encoder });
  // @ts-expect-error tokens come with a decoder of their own
  generate.decoder({ images: images.train, encoder: tokens.encoder });
}
