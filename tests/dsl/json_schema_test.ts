import assert from "node:assert/strict";
import { parse } from "yaml";
import { pipelineSchema } from "../../lib/dsl/json_schema.ts";
import { stages } from "../../stages/mod.ts";
import { complaints } from "../fixtures/ajv/mod.ts";

const quickstart = Deno.readTextFileSync(
  new URL("../../pipelines/quickstart.yaml", import.meta.url),
);

const PAIRS = `
nodes:
  images: { stage: data.mnist }
  pca: { stage: encode.pca, inputs: { images: images.train } }
  law: { stage: prior.mixture, inputs: { latents: pca.latents } }
  gan:
    stage: generate.gan
    inputs: { images: images.train, prior: law.prior, latents: pca.latents }
    config: { pairs: { error: 10, noise: '\${noise}' } }
targets: { generator: gan.generator }
`;

const ACCEPTED = {
  "the quickstart": quickstart,
  "a variable for any setting": replaced(
    quickstart,
    "{ steps: 250 }",
    "{ steps: '${steps}' }",
  ),
  "fields of nested settings, and variables in them": PAIRS,
  "any settings for stages of imported modules":
    "{ nodes: { a: { stage: mine.own, config: { anything: 1 } } }, targets: { a: a } }",
};

const REFUSED = {
  "a misspelt setting": ["{ steps: 250 }", "{ stpes: 250 }"],
  "a setting of the wrong type": ["{ steps: 250 }", "{ steps: many }"],
  "a setting out of range": ["{ steps: 250 }", "{ steps: 0 }"],
  "a misspelt input": ["heldOut:", "heldout:"],
  "a missing input": [", heldOut: images.validation", ""],
  "a misspelt key": ["targets:", "target:"],
  "an axis without values": ["width: [4, 8, 16]", "width: []"],
  "a value outside an enum": ["metric: kid[classifier]", "language: xx"],
  "a misspelt nested setting": ["error: 10", "errors: 10"],
  "a nested setting out of range": ["error: 10", "error: -1"],
} as const;

function replaced(text: string, written: string, mistake: string): string {
  assert(text.includes(written), written);
  return text.replace(written, mistake);
}

const found = await complaints(
  pipelineSchema(stages),
  [
    ...Object.values(ACCEPTED),
    ...Object.entries(REFUSED).map(([name, [written, mistake]]) =>
      replaced(name.includes("nested") ? PAIRS : quickstart, written, mistake)
    ),
  ].map((text) => parse(text)),
);

for (const [i, name] of Object.keys(ACCEPTED).entries()) {
  Deno.test(`pipelineSchema() accepts ${name}`, () => {
    assert.deepEqual(found[i], []);
  });
}

for (const [i, name] of Object.keys(REFUSED).entries()) {
  Deno.test(`pipelineSchema() refuses ${name}`, () => {
    assert.notDeepEqual(found[Object.keys(ACCEPTED).length + i], []);
  });
}
