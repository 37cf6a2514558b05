import assert from "node:assert/strict";
import { PipelineError } from "../../lib/dsl/error.ts";
import { catalogue } from "../../lib/dsl/catalogue.ts";
import { buildNode } from "../../lib/dsl/stage.ts";
import { parseYamlPipeline } from "../../lib/dsl/yaml/pipeline.ts";
import { buildGraph } from "../../lib/plan/mod.ts";
import { data, encode, generate, prior, stages } from "../../stages/mod.ts";

const images = data.mnist().train;
const vectors = encode.autoencoder({ images });
const grids = encode.patchAutoencoder({ images });
const tokens = encode.vqvae({ images });

function mistakeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    assert(error instanceof PipelineError, String(error));
    assert.equal(error.code, "misuse");
    return error.located;
  }
  throw new Error("expected a mistake");
}

Deno.test("outputs say how they are laid out, by their stage or by its inputs", () => {
  assert.equal(vectors.latents.layout, "vector");
  assert.equal(tokens.decoder.layout, "tokens");
  const { prior: law } = prior.flow({ latents: grids.latents });
  assert.equal(law.layout, "grid");
  assert.equal(
    encode.apply({ encoder: grids.encoder, images }).latents.layout,
    "grid",
  );
  assert.equal(prior.normal().prior.layout, "vector");
  const gan = generate.gan({ images, prior: law });
  assert.equal(gan.generator.layout, "grid");
  assert.equal(gan.scores.layout, undefined);
});

Deno.test("wires of another layout are refused as soon as they are laid", () => {
  assert.equal(
    mistakeOf(() => prior.transformer({ latents: grids.latents as never })),
    "Cannot wire 'latents' of stage 'prior.transformer': expected codes laid out as tokens, got grid ('latents' of 'encode.patchAutoencoder')",
  );
  assert.equal(
    mistakeOf(() =>
      buildNode(stages["prior.gaussian"], {
        latents: { one: tokens.latents },
      }, {})
    ),
    "Cannot wire 'latents' of stage 'prior.gaussian': expected codes laid out as vector or grid or sequence, got tokens ('latents' of 'encode.vqvae')",
  );
  // Each may be either, but not one this and the other that.
  const law = prior.gaussian({ latents: vectors.latents });
  assert.equal(
    mistakeOf(() =>
      generate.sample({ generator: grids.decoder, prior: law.prior } as never)
    ),
    "Cannot wire 'prior' of stage 'generate.sample': expected codes laid out as grid, as 'generator' is, got vector ('prior' of 'prior.gaussian')",
  );
});

Deno.test("a YAML pipeline refuses wires of another layout, with their place", () => {
  const parse = (text: string) => () =>
    buildGraph(parseYamlPipeline(text, {
      file: "a.yaml",
      catalogue: catalogue(Object.values(stages)),
    }));
  const head = `name: layouts
nodes:
  images: { stage: data.mnist }
  grids: { stage: encode.patchAutoencoder, inputs: { images: images.train } }
  normal: { stage: prior.normal }
`;
  assert.match(
    mistakeOf(parse(`${head}  law:
    stage: prior.transformer
    inputs: { latents: grids.latents }
targets: { law: law.prior }
`)),
    /^a\.yaml:8:24: Cannot wire input 'latents' of node 'law': expected codes laid out as tokens, got grid \('latents' of 'encode\.patchAutoencoder'\)$/,
  );
  assert.match(
    mistakeOf(parse(`${head}  drawn:
    stage: generate.sample
    inputs: { generator: grids.decoder, prior: normal.prior }
targets: { drawn: drawn.samples }
`)),
    /^a\.yaml:\d+:\d+: Cannot wire 'prior' of stage 'generate\.sample': expected codes laid out as grid, as 'generator' is, got vector/,
  );
});
