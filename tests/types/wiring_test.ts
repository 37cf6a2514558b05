/**
 * Wiring mistakes are compile errors: `deno test` type-checks this file, and
 * an expected error that does not occur is one.
 *
 * @module
 */
import { z } from "zod";
import { grid } from "../../lib/dsl/grid.ts";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import {
  data,
  encode,
  generate,
  Latents,
  prior,
  report,
  score,
  stages,
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

Deno.test("wiring mistakes of the typed DSL are compile errors", () => {
  // The compiler has checked them when this runs with type checking on; the
  // stages built below are the same calls without the mistakes.
  const images = data.mnist();
  const { prior: law } = prior.normal();
  generate.gan({ images: images.train, prior: law });
});
