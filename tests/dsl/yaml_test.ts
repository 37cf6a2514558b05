import assert from "node:assert/strict";
import { PipelineError } from "../../lib/dsl/error.ts";
import { columns, grid } from "../../lib/dsl/grid.ts";
import { definePipeline, type Pipeline } from "../../lib/dsl/pipeline.ts";
import { parseYamlPipeline, yamlImports } from "../../lib/dsl/yaml/pipeline.ts";
import { catalogue } from "../../lib/dsl/catalogue.ts";
import { buildGraph, type Graph } from "../../lib/plan/mod.ts";
import { emit, join, subtract } from "../fixtures/stages.ts";
import { stages } from "../../stages/mod.ts";

const tested = catalogue([emit, subtract, join]);

function parse(text: string): Pipeline {
  return parseYamlPipeline(text, { file: "a.yaml", catalogue: tested });
}

/** A graph as plain data, without functions. */
function shapeOf(graph: Graph): unknown {
  return {
    targets: graph.targets,
    nodes: graph.nodes.map((
      { name, stage, config, inputs, labels, dependencies },
    ) => ({
      name,
      stage: stage.spec.name,
      config,
      inputs,
      labels,
      dependencies,
    })),
  };
}

function mistakeOf(text: string, params = {}): string {
  try {
    buildGraph(parse(text), params);
  } catch (error) {
    assert(error instanceof PipelineError, String(error));
    assert.equal(error.code, "misuse");
    return error.located;
  }
  throw new Error("expected a mistake");
}

Deno.test("parseYamlPipeline() builds the graph that the typed DSL builds", () => {
  const yaml = parse(`
name: both
seed: 3
params: { top: 2, widths: [1, 2] }
nodes:
  base: { stage: test.emit, config: { values: [1, "\${top}"] } }
  twin: base
  rows:
    grid: { width: "\${widths}", sign: [1, -1] }
    nodes:
      wide: { stage: test.emit, config: { values: ["\${width}", 0] } }
      out:
        stage: test.subtract
        inputs: { left: wide, right: twin.numbers }
        config: { scale: "\${sign}" }
    cells: { out: out, wide: wide }
  all: { stage: test.join, inputs: { rows: rows.out } }
  some: { stage: test.join, inputs: { rows: "rows.out[sign=1]" } }
  pair:
    stage: test.join
    inputs: { rows: { first: "rows.wide[width=1,sign=1]", second: base } }
targets: { all: all, some: some.text, pair: pair }
`);
  const typed = definePipeline({
    name: "both",
    seed: 3,
    targets: (() => {
      const base = emit({ values: [1, 2] }).numbers;
      const rows = grid({ width: [1, 2], sign: [1, -1] }, ({ width, sign }) => {
        const wide = emit({ values: [width, 0] }).numbers;
        const out = subtract({ left: wide, right: base }, { scale: sign });
        return { wide, out: out.numbers };
      });
      const { out, wide } = columns(rows);
      return {
        all: join({ rows: out }).text,
        some: join({
          rows: {
            "width=1,sign=1": out["width=1,sign=1"]!,
            "width=2,sign=1": out["width=2,sign=1"]!,
          },
        }).text,
        pair: join({ rows: { first: wide["width=1,sign=1"]!, second: base } })
          .text,
      };
    })(),
  });
  assert.deepEqual(shapeOf(buildGraph(yaml)), shapeOf(buildGraph(typed)));
});

Deno.test("nothing leaves an input empty that may be left out, by name or as it is", () => {
  const wired = (note: string) =>
    shapeOf(buildGraph(parse(`
nodes:
  a: { stage: test.emit, config: { values: [1] } }
  a-note: ~
  b: { stage: test.subtract, inputs: { left: a, right: a${note} } }
targets: { b: b.numbers }
`)));
  assert.deepEqual(wired(", note: a-note"), wired(""));
  assert.deepEqual(wired(", note: ~"), wired(""));
});

Deno.test("parameters of a YAML pipeline have defaults and keep their types", () => {
  const pipeline = parse(`
params: { top: 2, names: [a, b] }
nodes:
  base: { stage: test.emit, config: { values: ["\${top}"] } }
targets: { base: base }
`);
  const config = (params: Record<string, unknown>) => ({
    ...buildGraph(pipeline, params).nodes[0]!.config,
  });
  assert.deepEqual(config({}), { values: [2] });
  assert.deepEqual(config({ top: 5 }), { values: [5] });
  assert.throws(() => config({ top: "five" }), /top: .*expected number/);
  assert.throws(
    () => config({ tip: 5 }),
    /unknown setting 'tip'; did you mean 'top'/,
  );
  assert.equal(pipeline.name, "a");
});

Deno.test("the quickstart is the same graph in YAML and in TypeScript", async () => {
  const path = new URL("../../pipelines/quickstart.yaml", import.meta.url);
  const yaml = parseYamlPipeline(await Deno.readTextFile(path), {
    file: "quickstart.yaml",
    catalogue: stages,
  });
  const { default: typed } = await import("../../pipelines/quickstart.ts");
  const identities = (pipeline: Pipeline) =>
    buildGraph(pipeline).nodes.map(({ stage, config, labels }) =>
      JSON.stringify([stage.spec.name, config, labels])
    ).sort();
  assert.deepEqual(identities(yaml), identities(typed));
  assert.equal(yaml.seed, typed.seed);
});

Deno.test("parseYamlPipeline() refuses test data where something is fitted or chosen", () => {
  const head = `nodes:
  images: { stage: data.synthetic, config: { size: 8 } }
  pca: { stage: encode.pca, inputs: { images: images.train } }
  held: { stage: encode.apply, inputs: { encoder: pca.encoder, images: images.test } }
  far: { stage: distance.affine, inputs: { images: images.test, latents: held } }
  all: { stage: score.join, inputs: { scores: { a: pca.scores, b: far } } }
`;
  const built = (node: string, target = "x") =>
    buildGraph(
      parseYamlPipeline(`${head}  x: ${node}\ntargets: { x: ${target} }`, {
        file: "a.yaml",
        catalogue: stages,
      }),
    );
  const cases: Readonly<Record<string, RegExp>> = {
    "{ stage: encode.pca, inputs: { images: images.test } }":
      /^a\.yaml:7:45: Cannot wire input 'images' of node 'x': it may not see test data, and 'test' of 'data.synthetic' is; use training or validation data/,
    "{ stage: prior.gaussian, inputs: { latents: held } }":
      /^a\.yaml:7:50: .*'latents' of 'encode.apply' rests on 'test' of 'data.synthetic'/,
    "{ stage: report.decision, inputs: { quality: { a: pca.scores, b: all }, cost: { a: pca.scores } } }":
      /^a\.yaml:7:71: .*'scores' of 'score.join' rests on 'test' of 'data.synthetic'/,
    "{ stage: report.decision, inputs: { quality: { a: pca.scores }, cost: { a: pca.scores }, final: { a: pca.scores } } }":
      /^a\.yaml:7:107: .*takes what rests on test data, but 'scores' of 'encode.pca' does not/,
  };
  for (const [node, message] of Object.entries(cases)) {
    assert.throws(() => built(node), (error: PipelineError) => {
      assert.equal(error.code, "misuse");
      assert.match(error.located, message);
      return true;
    });
  }
  const shown = built("{ stage: report.table, inputs: { rows: { a: all } } }");
  assert.equal(shown.nodes.length, 6);
});

Deno.test("yamlImports() lists modules of user-defined stages", () => {
  assert.deepEqual(yamlImports("import: [./a.ts]\ntargets: {}", "a.yaml"), [
    "./a.ts",
  ]);
  assert.throws(
    () => yamlImports("import: ./a.ts\ntargets: {}", "a.yaml"),
    /expected a list of modules/,
  );
});

const HEAD = "nodes:\n  a: { stage: test.emit, config: { values: [1] } }\n";

const MISTAKES: Readonly<Record<string, readonly [string, string]>> = {
  "broken YAML": [
    "nodes: [1",
    "a.yaml:1:10: Cannot read YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  "a repeated key": [
    "name: a\nname: b\ntargets: {}",
    "a.yaml:2:1: Cannot read YAML: key 'name' is repeated; remove one",
  ],
  "a list at the top": [
    "- 1",
    "a.yaml:1:1: Cannot read the pipeline: expected a mapping, got a list",
  ],
  "an empty file": [
    "",
    "a.yaml:1:1: Cannot read the pipeline: expected a mapping, got nothing",
  ],
  "a misspelt key": [
    "nodse: {}\ntargets: {}",
    "a.yaml:1:1: Cannot read the pipeline: unknown key 'nodse'; did you mean 'nodes'?",
  ],
  "no targets": [
    "nodes: {}",
    "a.yaml:1:1: Cannot read the pipeline: expected 'targets', the artifacts to make",
  ],
  "a misspelt stage": [
    "nodes:\n  a: { stage: test.emti }\ntargets: {}",
    "a.yaml:2:15: Cannot find stage 'test.emti'; did you mean 'test.emit'?",
  ],
  "neither a stage nor a grid": [
    "nodes:\n  a: { config: {} }\ntargets: {}",
    "a.yaml:2:6: Cannot read node 'a': expected 'stage' or 'grid'",
  ],
  "an unknown setting": [
    "nodes:\n  a:\n    stage: test.emit\n    config:\n      valeus: [1]\ntargets: {}",
    "a.yaml:5:7: Cannot configure stage 'test.emit': unknown setting 'valeus'; did you mean 'values'?; values: missing; expected array",
  ],
  "a setting of the wrong type": [
    "nodes:\n  a: { stage: test.emit, config: { values: [1, two] } }\ntargets: {}",
    "a.yaml:2:48: Cannot configure stage 'test.emit': values.1: expected number, received string",
  ],
  "an unknown input": [
    `${HEAD}  b: { stage: test.subtract, inputs: { lft: a, right: a } }\ntargets: {}`,
    "a.yaml:3:40: Cannot wire node 'b': 'test.subtract' has no input 'lft'; did you mean 'left'?",
  ],
  "a missing input": [
    `${HEAD}  b: { stage: test.subtract, inputs: { left: a } }\ntargets: {}`,
    "a.yaml:3:38: Cannot wire node 'b': input 'right' of 'test.subtract' is missing; it takes 'test/numbers'",
  ],
  "an artifact of another kind": [
    `${HEAD}  b: { stage: test.join, inputs: { rows: { a: a } } }\n  c: { stage: test.subtract, inputs: { left: b, right: a } }\ntargets: {}`,
    "a.yaml:4:46: Cannot wire input 'left' of node 'c': expected 'test/numbers', got 'test/text'",
  ],
  "one artifact for a labelled record": [
    `${HEAD}  b: { stage: test.join, inputs: { rows: a } }\ntargets: {}`,
    "a.yaml:3:42: Cannot wire input 'rows' of node 'b': expected a grid's cell or a mapping of labels to artifacts, got one artifact",
  ],
  "a labelled record for one artifact": [
    `${HEAD}  g: { grid: { w: [1, 2] }, cells: { a: a } }\n  b: { stage: test.subtract, inputs: { left: g.a, right: a } }\ntargets: {}`,
    "a.yaml:4:46: Cannot wire input 'left' of node 'b': expected one artifact, got a labelled record; choose one with [axis=value]",
  ],
  "an unknown node": [
    `${HEAD}targets: { x: b }`,
    "a.yaml:3:15: Cannot find 'b'; did you mean 'a'?",
  ],
  "an unknown output": [
    `${HEAD}targets: { x: a.nmbers }`,
    "a.yaml:3:15: Cannot read 'a.nmbers': 'a' has no output 'nmbers'; did you mean 'numbers'?",
  ],
  "a broken reference": [
    `${HEAD}targets: { x: "a.b.c" }`,
    "a.yaml:3:15: Cannot read reference 'a.b.c': expected name, name.output or name.cell[axis=value]",
  ],
  "an unknown grid point": [
    `${HEAD}  g: { grid: { w: [1, 2] }, cells: { a: a } }\ntargets: { x: "g.a[w=3]" }`,
    "a.yaml:4:15: Cannot read 'g.a[w=3]': grid 'g' has no such point; its points are like w=1",
  ],
  "a grid without cells": [
    "nodes:\n  g: { grid: { w: [1] } }\ntargets: {}",
    "a.yaml:2:6: Cannot read grid 'g': expected 'cells', the artifacts that others may read",
  ],
  "an axis that repeats a value": [
    `${HEAD}  g: { grid: { w: [1, 1] }, cells: { a: a } }\ntargets: {}`,
    "a.yaml:3:14: Cannot build a grid: axis 'w' repeats a value: 1,1",
  ],
  "an unknown variable": [
    "params: { steps: 1 }\nnodes:\n  a: { stage: test.emit, config: { values: ['${step}'] } }\ntargets: {}",
    "a.yaml:3:45: Cannot fill in '${step}': no parameter or axis has this name; did you mean 'steps'?",
  ],
  "a node that reads itself": [
    "nodes:\n  a: { stage: test.join, inputs: { rows: { x: b } } }\n  b: { stage: test.join, inputs: { rows: { x: a } } }\ntargets: {}",
    "a.yaml:2:3: Cannot build 'a': it reads itself (a → b → a)",
  ],
  "nothing for an input that is needed": [
    `${HEAD}  b: ~\n  c: { stage: test.subtract, inputs: { left: a, right: b } }\ntargets: { x: c }`,
    "a.yaml:4:56: Cannot read 'b': it stands for nothing, which only an input that may be left out takes",
  ],
  "a mistake in a node that no target needs": [
    `${HEAD}  g:\n    grid: { w: [1] }\n    nodes: { n: { stage: test.emit } }\n    cells: { a: a }\ntargets: { x: a }`,
    "a.yaml:5:17: Cannot configure stage 'test.emit': values: missing; expected array",
  ],
};

for (const [name, [text, expected]] of Object.entries(MISTAKES)) {
  Deno.test(`parseYamlPipeline() reports ${name} with its place`, () => {
    assert.equal(mistakeOf(text), expected);
  });
}

Deno.test("parseYamlPipeline() refuses aliases that multiply", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++) {
    const items = Array(10).fill(`*a${i - 1}`).join(", ");
    lines.push(`a${i}: &a${i} [${items}]`);
  }
  assert.match(mistakeOf(lines.join("\n")), /aliases may multiply/);
});
