import { Ajv2020 } from "ajv/dist/2020.js";
import assert from "node:assert/strict";
import { parse } from "yaml";
import { pipelineSchema } from "../../lib/dsl/json_schema.ts";
import { stages } from "../../stages/mod.ts";

function compile() {
  const ajv = new Ajv2020({ strictTypes: false, allErrors: true });
  return ajv.compile(pipelineSchema(stages));
}

const quickstart = Deno.readTextFileSync(
  new URL("../../pipelines/quickstart.yaml", import.meta.url),
);

Deno.test("pipelineSchema() accepts the quickstart", () => {
  const validate = compile();
  assert(validate(parse(quickstart)), JSON.stringify(validate.errors));
});

const REFUSED = {
  "a misspelt setting": ["{ steps: 250 }", "{ stpes: 250 }"],
  "a setting of the wrong type": ["{ steps: 250 }", "{ steps: many }"],
  "a setting out of range": ["{ steps: 250 }", "{ steps: 0 }"],
  "a misspelt input": ["heldOut:", "heldout:"],
  "a missing input": [", heldOut: images.validation", ""],
  "a misspelt key": ["targets:", "target:"],
  "an axis without values": ["width: [4, 8, 16]", "width: []"],
  "a value outside an enum": ["metric: kid[classifier]", "language: xx"],
} as const;

for (const [name, [written, mistake]] of Object.entries(REFUSED)) {
  Deno.test(`pipelineSchema() refuses ${name}`, () => {
    assert(quickstart.includes(written));
    const validate = compile();
    assert(!validate(parse(quickstart.replace(written, mistake))));
  });
}

Deno.test("pipelineSchema() lets a variable stand for any setting", () => {
  const validate = compile();
  const text = quickstart.replace("{ steps: 250 }", "{ steps: '${steps}' }");
  assert(validate(parse(text)), JSON.stringify(validate.errors));
});

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

Deno.test("pipelineSchema() knows the fields of nested settings, and variables in them", () => {
  const validate = compile();
  assert(validate(parse(PAIRS)), JSON.stringify(validate.errors));
  assert(!validate(parse(PAIRS.replace("error: 10", "errors: 10"))));
  assert(!validate(parse(PAIRS.replace("error: 10", "error: -1"))));
});

Deno.test("pipelineSchema() leaves stages of imported modules open", () => {
  const validate = compile();
  const nodes = { a: { stage: "mine.own", config: { anything: 1 } } };
  assert(validate({ nodes, targets: { a: "a" } }));
});
