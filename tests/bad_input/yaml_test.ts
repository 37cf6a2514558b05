import assert from "node:assert/strict";
import { join as joinPath } from "node:path";
import { catalogue } from "../../lib/dsl/catalogue.ts";
import { PipelineError } from "../../lib/dsl/error.ts";
import { gridPoints } from "../../lib/dsl/grid.ts";
import { parseYamlPipeline, yamlImports } from "../../lib/dsl/yaml/pipeline.ts";
import { fileName } from "../../lib/cli/file_name.ts";
import { parseSettings } from "../../lib/cli/params.ts";
import { buildGraph } from "../../lib/plan/mod.ts";
import { withFolder } from "../fixtures/folder.ts";
import { pipeline } from "../fixtures/pipeline.ts";
import { emit, join, subtract } from "../fixtures/stages.ts";

const stages = catalogue([emit, subtract, join]);

/** Builds a pipeline file. */
function build(text: string) {
  return buildGraph(
    parseYamlPipeline(text, { file: "a.yaml", catalogue: stages }),
  );
}

/** The sentence with which a file is refused, which must not take long. */
function refusal(text: string): string {
  const started = performance.now();
  try {
    build(text);
  } catch (error) {
    assert.ok(error instanceof PipelineError, String(error));
    assert.equal(error.exitCode, 2);
    assert.doesNotMatch(error.located, /\n/);
    assert.ok(performance.now() - started < 20_000, "slow");
    return error.located;
  }
  throw new Error("expected a refusal");
}

const HEAD = "nodes:\n  a: { stage: test.emit, config: { values: [1] } }\n";
const TEN = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";

/** `count` grids of ten points in one another. */
function nestedGrids(count: number): string {
  let text = "{ a: { stage: test.emit, config: { values: [1] } } }";
  for (let i = 0; i < count; i++) {
    text = `{ g${i}: { grid: { x${i}: ${TEN} }, nodes: ${text}, cells: {} } }`;
  }
  return `nodes: ${text}\ntargets: {}`;
}

const HOSTILE: Readonly<Record<string, readonly [string, RegExp]>> = {
  "code in a tag": [
    "nodes: !!js/function 'function () {}'\ntargets: {}",
    /^a\.yaml:1:8: Cannot read YAML: tag 'js\/function' is none of this file's; write text/,
  ],
  "Python's tags": [
    "name: !!python/object/apply:os.system ['x']\ntargets: {}",
    /^a\.yaml:1:7: .*'python\/object\/apply:os\.system'/,
  ],
  "binary data": [
    "name: !!binary aGk=\ntargets: {}",
    /^a\.yaml:1:7: .*'binary'/,
  ],
  "a tag of its own": ["name: !x y\ntargets: {}", /^a\.yaml:1:7: .*'!x'/],
  "another YAML": [
    "%YAML 1.1\n---\nname: yes\ntargets: {}",
    /^a\.yaml:1:1: .*expected YAML 1\.2, got 1\.1$/,
  ],
  "a merge key": [
    "params: &a { x: 1 }\nnodes: { <<: *a }\ntargets: {}",
    /^a\.yaml:2:10: Cannot name a node '<<'/,
  ],
  "an alias of nothing": [
    "nodes: *x\ntargets: {}",
    /^a\.yaml:1:8: .*no anchor '&x' comes before its alias$/,
  ],
  "an alias inside itself": [
    "nodes: &a { b: *a }\ntargets: {}",
    /^a\.yaml:1:16: .*'&a' holds itself$/,
  ],
  "brackets without end": [
    `nodes: ${"[".repeat(100_000)}`,
    /^a\.yaml:1:72: .*at most 64 levels/,
  ],
  "lists without end": [
    `nodes:\n  ${"- ".repeat(100_000)}x`,
    /^a\.yaml:2:\d+: .*256 columns of indentation$/,
  ],
  "aliases that deepen": [
    Array.from(
      { length: 2000 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? "x" : `*a${i - 1}`}]`,
    ).join("\n"),
    /^a\.yaml:6\d:\d+: .*at most 64 levels$/,
  ],
  "a large file": [
    `name: ${"x".repeat(2 ** 20)}`,
    /^a\.yaml: .*at most 1048576 characters, got 1048582$/,
  ],
  "a grid of a billion points": [
    `${HEAD}  g: { grid: { ${
      Array.from({ length: 9 }, (_, i) => `x${i}: ${TEN}`)
    } }, cells: { a: a } }\ntargets: {}`,
    /^a\.yaml:3:\d+: .*at most 1000000 points, got 1000000000$/,
  ],
  "grids in grids": [
    nestedGrids(9),
    /^a\.yaml:1:\d+: .*at most 200000 nodes and grid points; make its grids smaller$/,
  ],
  "a long list at many points": [
    `params: { p: [${Array(50_000).fill(1)}] }\nnodes:\n  g: { grid: { i: [${[
      ...Array(500).keys(),
    ]}] }, nodes: { a: { stage: test.emit, config: { values: "\${p}" } } }, cells: {} }\ntargets: {}`,
    /^a\.yaml:3:\d+: .*at most 5000000 values in the configs/,
  ],
  "a variable that multiplies": [
    `params: { p: ${
      "x".repeat(10_000)
    } }\nnodes:\n  a: { stage: test.emit, config: { values: ['${
      "${p}".repeat(10_000)
    }'] } }\ntargets: {}`,
    /^a\.yaml:3:45: .*longer than 1048576 characters$/,
  ],
  "nodes that wait for one another": [
    `nodes:\n${
      Array.from({ length: 9999 }, (_, i) => `  n${9999 - i}: n${9998 - i}\n`)
        .join("")
    }  n0: { stage: test.emit, config: { values: [1] } }\ntargets: {}`,
    /^a\.yaml:202:3: .*more than 200 nodes wait for it; write nodes after/,
  ],
  "a name of 300 letters": [
    `nodes:\n  ${"n".repeat(300)}: {}\ntargets: {}`,
    /^a\.yaml:2:3: Cannot name a node 'n+': expected at most 100/,
  ],
};

for (const [name, [text, expected]] of Object.entries(HOSTILE)) {
  Deno.test(`parseYamlPipeline() refuses ${name} in one sentence`, () => {
    assert.match(refusal(text), expected);
  });
}

Deno.test("parseYamlPipeline() takes names of Object.prototype for names", () => {
  for (
    const name of [
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
      "valueOf",
    ]
  ) {
    const graph = build(
      `nodes:
  ${name}: { stage: test.emit, config: { values: [1] } }
  g: { grid: { ${name}: [1, 2] }, cells: { ${name}: ${name} } }
  b: { stage: test.join, inputs: { rows: g.${name} } }
  c: { stage: test.join, inputs: { rows: { ${name}: "g.${name}[${name}=2]" } } }
targets: { ${name}: b, x: c }
`,
    );
    assert.deepEqual(Object.keys(graph.targets), [name, "x"]);
    const wrong: Readonly<Record<string, RegExp>> = {
      [`${name}: 1\ntargets: {}`]: /unknown key/,
      [`params: { ${name}: 1 }\ntargets: {}`]: /Cannot name a parameter/,
      [`nodes: { a: { stage: ${name} } }\ntargets: {}`]: /Cannot find stage/,
      [`${HEAD}targets: { x: a.${name} }`]: /has no output/,
      [`${HEAD}  b: { stage: test.join, inputs: { ${name}: a } }\ntargets: {}`]:
        /has no input/,
      [`nodes:\n  a: { stage: test.emit, config: { values: [1], ${name}: { polluted: 1 } } }\ntargets: {}`]:
        /unknown setting/,
      [`nodes:\n  a: { stage: test.emit, config: { values: ["\${${name}}"] } }\ntargets: {}`]:
        /no parameter or axis has this name/,
    };
    for (const [text, expected] of Object.entries(wrong)) {
      assert.match(refusal(text), /^a\.yaml:\d+:\d+: /);
      assert.match(refusal(text), expected, text);
    }
  }
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

Deno.test("yamlImports() stays in the pipeline's folder", () => {
  const outside = [
    "../stages.ts",
    "./a/../../stages.ts",
    "/etc/stages.ts",
    "https://example.org/stages.ts",
    "data:text/javascript,1.js",
    "npm:left-pad",
    "file:///etc/stages.ts",
    "C:/stages.ts",
    "a\\..\\..\\stages.ts",
    "stages.json",
    "\\0.ts",
  ];
  for (const path of outside) {
    const text = `import:\n  - ${JSON.stringify(path)}\ntargets: {}`;
    assert.throws(() => yamlImports(text, "a.yaml"), {
      code: "misuse",
      place: { file: "a.yaml", line: 2, column: 5 },
      message:
        /^Cannot import .*expected a \.ts or \.js file in the pipeline's folder/,
    }, path);
  }
  const text = "import: [./a.ts, b/c.mjs]\ntargets: {}";
  assert.deepEqual(yamlImports(text, "a.yaml"), ["./a.ts", "b/c.mjs"]);
});

Deno.test("parseSettings() holds --set to the same limits", async () => {
  const bomb = `x=${"[".repeat(10_000)}`;
  for (const setting of [bomb, "x=!!js/function 'f'", "x=*a"]) {
    await assert.rejects(parseSettings([setting]), { code: "misuse" });
  }
  const set = await parseSettings(["__proto__={ polluted: 1 }", "y=[1, two]"]);
  assert.deepEqual(Object.keys(set), ["__proto__", "y"]);
  assert.deepEqual(set.y, [1, "two"]);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

Deno.test("gridPoints() refuses more than a million points", () => {
  const axis = [...Array(1001).keys()];
  assert.throws(() => gridPoints({ a: axis, b: axis }), /got 1002001$/);
});

Deno.test("fileName() keeps names apart and inside their folder", () => {
  assert.equal(fileName("decision"), "decision");
  assert.equal(fileName("潜在-1,w=2"), "潜在-1,w=2");
  const odd = [
    "",
    ".",
    "..",
    "../../x",
    "/etc/passwd",
    "a/b",
    "a_b",
    "a\0b",
    "con",
    "NUL.txt",
    "lpt1",
    "-rf",
    "x".repeat(300),
    "x".repeat(301),
  ];
  const names = odd.map(fileName);
  assert.equal(new Set(names).size, odd.length);
  for (const name of names) {
    assert.match(name, /^[\p{L}\p{N}_=,][\p{L}\p{N}._=,-]{0,99}$/u);
    assert.doesNotMatch(name, /^(con|nul|lpt\d)(\.|$)/i);
  }
});

Deno.test("names that lead out of the store lead nowhere", async () => {
  await withFolder(async (folder) => {
    const numbers = new URL("../fixtures/numbers_pipeline.ts", import.meta.url);
    await Deno.writeTextFile(
      joinPath(folder, "stages.ts"),
      `export * from "${numbers.href}";`,
    );
    await Deno.writeTextFile(
      joinPath(folder, "a.yaml"),
      `import: [./stages.ts]
name: "../../../up"
nodes:
  n: { stage: numbers.number, config: { value: 1 } }
  p: { stage: numbers.page, inputs: { scores: n } }
targets: { "../../x": p.page, "/abs": p.page, "<script>": p.page }
`,
    );
    const { code, err } = await pipeline(folder, "run", "a.yaml");
    assert.equal(code, 0, err);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, [".senzai", "a.yaml", "stages.ts"]);
    const reports = joinPath(folder, ".senzai", "reports");
    const [only, ...others] = [...Deno.readDirSync(reports)];
    assert.deepEqual(others, []);
    const pages = [...Deno.readDirSync(joinPath(reports, only!.name))];
    assert.equal(pages.filter(({ name }) => name.endsWith(".html")).length, 3);
  });
});
