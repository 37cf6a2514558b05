import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../../../fixtures/folder.ts";
import { checkEdits } from "./check.ts";
import { loadProgram, ROOT } from "./load_program.ts";

const DSL = `
import { defineKind } from "${ROOT}lib/dsl/kind.ts";
import { columns, grid, keys } from "${ROOT}lib/dsl/grid.ts";
import { definePipeline } from "${ROOT}lib/dsl/pipeline.ts";
import { defineStage } from "${ROOT}lib/dsl/stage.ts";
import { z } from "zod";`;

const SHARED = `
${DSL}
export const Result = defineKind({
  name: "histogram", version: 1, extension: "json",
  encode: (value: unknown) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes): unknown => JSON.parse(new TextDecoder().decode(bytes)),
  summarize: () => ({}),
});
export const cfg: { scale: number } = { scale: 1 };
export const registry: (() => number)[] = [];
export const logger = (name: string) => (text: string) => [name, text];
export function make(name: string, run: () => unknown) {
  return defineStage({ ...shape, name, run: async () => ({ result: run() }) });
}
export const shape = {
  version: 1, summary: "Own", inputs: {}, outputs: { result: Result },
  config: z.object({ a: z.number().default(1) }),
};
`;

/** A pipeline file with some statements, and what its stage gives. */
function pipeline(
  { head = "", gives = "0", stage, tail = "", wiring = "own({ a: 3 }).result" }:
    {
      head?: string;
      gives?: string;
      stage?: string;
      tail?: string;
      wiring?: string;
    },
): string {
  return `
${DSL}
import { cfg, logger, make, registry, Result, shape } from "./shared.ts";
${head}
${
    stage ??
      `export const own = defineStage({ ...shape, name: "own.x", run: async () => ({ result: ${gives} }) });`
  }
${tail}
export default definePipeline({ name: "p", targets: { one: ${wiring} } });
`;
}

type Files = Readonly<Record<string, string>>;
type Case = readonly [edit: string, before: Files, after: Files];

/** The same files with one text replaced by another. */
function edited(files: Files, from: string, to: string): Files {
  const text = Object.values(files).join("");
  assert.equal(text.split(from).length, 2, `${from} is there once`);
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replace(from, to)]),
  );
}

function edit(
  name: string,
  parts: Parameters<typeof pipeline>[0],
  { from, to, more = {} }: { from: string; to: string; more?: Files },
): Case {
  const before = { "pipeline.ts": pipeline(parts), ...more };
  return [name, before, edited(before, from, to)];
}

const RERUN: readonly Case[] = [
  edit("the stage, below a kind of the same name", {
    stage: `const Histogram = defineKind({ ...Result, name: "own.x" });
const own = defineStage({ ...shape, outputs: { result: Histogram }, name: "own.x",
  run: async () => ({ result: 5 }) });`,
  }, { from: "result: 5", to: "result: 6" }),
  edit("the stage, below a call with its name", {
    head: `const log = logger("own.x");`,
    gives: '[5, log("t")]',
  }, { from: "[5", to: "[6" }),
  edit("an assignment to an imported object", {
    head: "cfg.scale = 5;",
    gives: "cfg.scale",
  }, { from: "= 5", to: "= 6" }),
  edit("a global", {
    head: "(globalThis as any).SCALE = 5;",
    gives: "(globalThis as any).SCALE",
  }, { from: "= 5", to: "= 6" }),
  edit("a declaration with an effect", {
    head: "const done = Object.assign(cfg, { scale: 5 });",
    gives: "cfg.scale",
  }, { from: "scale: 5", to: "scale: 6" }),
  edit("the settings of a package", {
    head: `z.config({ own: 5 } as never);`,
    gives: "(z.config() as any).own",
  }, { from: "own: 5", to: "own: 6" }),
  edit("a table read by the module", {
    head:
      `const table = Deno.readTextFileSync(new URL("table.csv", import.meta.url));`,
    gives: "table",
  }, { from: "1,2", to: "1,3", more: { "table.csv": "1,2" } }),
  edit("a table read by the module through node:fs", {
    head: `import { readFileSync } from "node:fs";
const path = import.meta.dirname + "/table" + ".csv";
const read = () => readFileSync(path, "utf8");
const table = read();`,
    gives: "table",
  }, { from: "1,2", to: "1,3", more: { "table.csv": "1,2" } }),
  edit("a table read by the module through node:fs/promises", {
    head: `import fs from "node:fs/promises";
const table = await fs.readFile(import.meta.dirname + "/table.csv", "utf8");`,
    gives: "table",
  }, { from: "1,2", to: "1,3", more: { "table.csv": "1,2" } }),
  edit("a table read by an imported module", {
    head: `import { table } from "./table.ts";`,
    gives: "table",
  }, {
    from: "1,2",
    to: "1,3",
    more: {
      "table.csv": "1,2",
      "table.ts":
        `export const table = await Deno.readTextFile(import.meta.dirname + "/table.csv");`,
    },
  }),
  edit("an import for its effect", {
    head: `import "./effect.ts";`,
    gives: "cfg.scale",
  }, {
    from: "= 5",
    to: "= 6",
    more: {
      "effect.ts": `import { cfg } from "./shared.ts"; cfg.scale = 5;`,
    },
  }),
  edit("a file that a file loads late", {
    gives: "(await import('./late.ts')).late",
  }, { from: "= 5", to: "= 6", more: { "late.ts": "export const late = 5;" } }),
  edit("a re-exported name", {
    head: `import * as index from "./index.ts";`,
    gives: "index.y",
  }, {
    from: "a as y",
    to: "b as y",
    more: {
      "index.ts":
        `export { a as y } from "./values.ts"; export * from "./values.ts";`,
      "values.ts": "export const a = 1; export const b = 2;",
    },
  }),
  edit("a file of data", {
    head: `import numbers from "./data.json" with { type: "json" };`,
    gives: "numbers",
  }, { from: "[1]", to: "[2]", more: { "data.json": "[1]" } }),
  edit("what another file required", {
    head: `import { createRequire } from "node:module";
const load = createRequire(import.meta.url);
const old = load("./old.cjs");`,
    gives: "old.n",
  }, {
    from: "n: 5",
    to: "n: 6",
    more: { "old.cjs": "module.exports = { n: 5 };" },
  }),
  edit("an enum", { head: "enum E { A = 5 }", gives: "E.A" }, {
    from: "A = 5",
    to: "A = 6",
  }),
  edit("a namespace", {
    head: "namespace N { export const n = 5; cfg.scale = n; }",
    gives: "cfg.scale",
  }, { from: "n = 5", to: "n = 6" }),
  edit("a static block of a class that nothing mentions", {
    head: "class C { static { cfg.scale = 5; } }",
    gives: "cfg.scale",
  }, { from: "= 5", to: "= 6" }),
  edit("a decorator of a class that nothing mentions", {
    head:
      `function mark(n: number) { return (c: any, _: unknown) => { cfg.scale = n; return c; }; }
@mark(5) class C {}`,
    gives: "cfg.scale",
  }, { from: "mark(5)", to: "mark(6)" }),
  edit("a getter that wiring reads", {
    head: "const sizes = { get first() { cfg.scale = 5; return 1; } };",
    gives: "cfg.scale",
    wiring: "own({ a: sizes.first }).result",
  }, { from: "= 5", to: "= 6" }),
  edit("an effect inside the wiring", {
    gives: "cfg.scale",
    tail:
      "const rows = grid({ a: [1] }, ({ a }) => { cfg.scale = 5; return own({ a }).result; });",
    wiring: `rows["a=1"]!`,
  }, { from: "= 5", to: "= 6" }),
  edit("an effect in what the wiring calls", {
    gives: "cfg.scale",
    head: "const size = (n: number) => { cfg.scale = 5; return n; };",
    wiring: "own({ a: size(3) }).result",
  }, { from: "= 5", to: "= 6" }),
  edit("an effect of a schema", {
    stage: `const own = defineStage({ ...shape, name: "own.x",
  config: z.object({ a: z.number().transform((n) => { cfg.scale = 5; return n; }) }),
  run: async () => ({ result: cfg.scale }) });`,
  }, { from: "= 5", to: "= 6" }),
  edit("a function that a registry holds", {
    head: "registry.push(() => 5);",
    gives: "registry.map((f) => f())",
  }, { from: "=> 5", to: "=> 6" }),
  edit("a prototype", {
    head: "(Array.prototype as any).extra = () => 5;",
    gives: "([] as any).extra()",
  }, { from: "=> 5", to: "=> 6" }),
  edit("a name that the stage reaches through eval", {
    head: "const hidden = 5;",
    gives: `eval("hidden")`,
  }, { from: "hidden = 5", to: "hidden = 6" }),
  edit("a stage that a helper of another file defines", {
    head: "const factor = 5;",
    stage: `const own = make("own." + "x", () => factor);`,
  }, { from: "factor = 5", to: "factor = 6" }),
  edit("a stage in a record", {
    stage: `const all = { own: defineStage({ ...shape, name: "own.x",
  run: async () => ({ result: 5 }) }) };
const { own } = all;`,
  }, { from: "result: 5", to: "result: 6" }),
  edit("one of two stages on one line", {
    stage:
      `const other = defineStage({ ...shape, name: "own.y", run: async () => ({ result: 1 }) }); const own = defineStage({ ...shape, name: "own.x", run: async () => ({ result: 5 }) });`,
  }, { from: "result: 5", to: "result: 6" }),
  edit("the kind of an output", {
    head: `const Scaled = defineKind({ ...Result, name: "scaled",
  encode: (value: unknown) => new TextEncoder().encode(JSON.stringify([value, 5])) });`,
    stage: `const own = defineStage({ ...shape, name: "own.x",
  outputs: { result: Scaled }, run: async () => ({ result: 1 }) });`,
  }, { from: "[value, 5]", to: "[value, 6]" }),
  edit("an effect of the pipeline on a stage of another file", {
    head: `import { other } from "./other.ts"; cfg.scale = 5;`,
    wiring: "other({ a: 1 }).result",
  }, {
    from: "= 5",
    to: "= 6",
    more: {
      "other.ts": `import { cfg, make } from "./shared.ts";
export const other = make("own.other", () => cfg.scale);`,
    },
  }),
  edit("a constant that an effect reads", {
    head: "const five = 5; let scale = 1; scale *= five;",
    gives: "scale",
  }, { from: "five = 5", to: "five = 6" }),
  edit("the order of effects", {
    head: "cfg.scale = 2; /* first */ cfg.scale *= 3;",
    gives: "cfg.scale",
  }, {
    from: "cfg.scale = 2; /* first */ cfg.scale *= 3;",
    to: "cfg.scale *= 3; cfg.scale = 2;",
  }),
  edit("a function that may be replaced and that the wiring hands on", {
    head: "let size = (n: number) => { cfg.scale = 5; return n; };",
    gives: "cfg.scale",
    wiring: "own({ a: [3].map(size)[0]! }).result",
  }, { from: "= 5", to: "= 6" }),
  edit("a method that the wiring hands on", {
    head: "class Sizes { static of(n: number) { cfg.scale = 5; return n; } }",
    gives: "cfg.scale",
    tail:
      "const rows = grid({ a: [1] }, ({ a }) => [a].map(Sizes.of).map((a) => own({ a }).result)[0]!);",
    wiring: `rows["a=1"]!`,
  }, { from: "= 5", to: "= 6" }),
  edit("a function of targets that is handed on", {
    head:
      `let targets = () => { cfg.scale = 5; return { one: own({ a: 1 }).result }; };`,
    gives: "cfg.scale",
    tail:
      `const other = definePipeline({ name: "q", params: z.object({}), targets });
other.build();`,
  }, { from: "= 5", to: "= 6" }),
  edit("an effect after a look at a result", {
    gives: "cfg.scale",
    tail:
      `const other = definePipeline({ name: "q", params: z.object({}), targets: (_, { known }) => {
  const found = known(own({ a: 1 }).result);
  if (found === undefined) cfg.scale = 5;
  return {};
} });
other.build();`,
  }, { from: "= 5", to: "= 6" }),
  edit("a function of the language that the wiring calls", {
    head: "Math.trunc = () => { cfg.scale = 5; return 1; };",
    gives: "cfg.scale",
    wiring: "own({ a: Math.trunc(3) }).result",
  }, { from: "= 5", to: "= 6" }),
  edit("a method of the language that the wiring calls", {
    head:
      "(Array.prototype as any).findLast = () => { cfg.scale = 5; return 1; };",
    gives: "cfg.scale",
    wiring: "own({ a: [3].findLast(() => true)! }).result",
  }, { from: "= 5", to: "= 6" }),
  edit("a void that hides a value", {
    head: "const f = () => void 5;",
    gives: "f() ?? null",
  }, { from: "void 5", to: "5" }),
  edit("a semicolon that ends a return", {
    head: "function f() { return\n[5]; }",
    gives: "f() ?? null",
  }, { from: "return\n", to: "return " }),
];

const WIRING = pipeline({
  head:
    `class Helper { get twice() { return 2; } }\nimport { data, encode } from "${ROOT}mod.ts";\n// A comment\nconst unused = () => 1;\ninterface Shape { a: number }`,
  gives: "cfg.scale * new Helper().twice",
  tail: `
const { train } = data.synthetic({ limit: 100 });
const latents: Record<string, any> = {};
for (const dim of [4, 8]) latents[\`pca\${dim}\`] = encode.pca({ images: train }, { dim });
const cell = (size: number) => own({ a: size * 2 }).result;
const sizes = [1, 2].map((x) => x + 1);
const rows = grid({ a: sizes }, ({ a }) => ({ value: cell(a) }));
const { value } = columns(rows);
const names = keys(value);
console.log("built", names.join(", "));
const params = z.object({ a: z.number().default(3) });`,
  wiring: "value[names[0]!]!",
});

const NOTHING: readonly Case[] = [
  ["a comment", "// A comment", "// Another"],
  ["a type", "interface Shape { a: number }", "type Shape = string;"],
  ["layout", "const sizes =", "const sizes\n\n  ="],
  ["an assertion", "result: cfg.scale", "result: (cfg as any).scale"],
  ["a function that nothing mentions", "() => 1", "() => 2"],
  ["the points of a grid", "[1, 2]", "[1, 2, 3]"],
  ["the config of a built-in stage", "limit: 100", "limit: 200"],
  ["a table of stages", "[4, 8]", "[4, 8, 16]"],
  ["a function that wires", "size * 2", "size * 3"],
  ["a message", '"built"', '"built anew"'],
  ["a parameter", "default(3)", "default(4)"],
  ["a target", "names[0]", "names[1]"],
  ["the name of the pipeline", 'name: "p"', 'name: "q"'],
].map(([name, from, to]) => {
  const before = { "pipeline.ts": WIRING };
  return [name!, before, edited(before, from!, to!)];
});

const LOOKING = `
${DSL}
import { Result, shape } from "./shared.ts";
const own = defineStage({ ...shape, name: "own.x", run: async () => ({ result: 5 }) });
const cell = (a: number) => own({ a: a * 2 }).result;
const found = (known: any, ref: unknown) => known(ref);
export default definePipeline({
  name: "p",
  params: z.object({ fresh: z.array(z.number()).default([8]) }),
  targets: ({ fresh }, { known }) => {
    const one = own({ a: 3 }).result;
    const rows = found(known, one) as { best: number[] } | undefined;
    if (rows === undefined) return { one };
    const best = rows.best.filter((x) => x > 1).map((x) => x + fresh.length);
    const { value } = columns(grid({ a: best }, ({ a }) => ({ value: cell(a) })));
    const last = own({ a: best[0]! }).result;
    return known(last) === undefined ? { last } : { one: value["a=2"]! };
  },
});
`;

const LOOKS: readonly Case[] = [
  ["a question", "own({ a: 3 })", "own({ a: 4 })"],
  ["what follows from an answer", "x > 1", "x > 2"],
  ["what is made then", "a * 2", "a * 3"],
  ["the last target", "{ last }", "{ last, one }"],
].map(([name, from, to]) => {
  const before = { "pipeline.ts": LOOKING };
  return [
    `${name}, where results are looked at`,
    before,
    edited(before, from!, to!),
  ];
});

async function outcomes(files: Files, folder: string) {
  const program = { "shared.ts": SHARED, ...files };
  const lines = Object.entries(program).map(([name, text]) => [name, [text]]);
  const loaded = await loadProgram(Object.fromEntries(lines), folder);
  assert.ok(loaded !== undefined, "it loads");
  const [[, outcome] = []] = loaded;
  return outcome!;
}

for (const [name, before, after] of RERUN) {
  Deno.test(`codeOf() sees an edit of ${name}`, async () => {
    await withFolder(async (folder) => {
      const [old, now] = await Promise.all([
        outcomes(before, join(folder, "old")),
        outcomes(after, join(folder, "now")),
      ]);
      assert.notEqual(now.result, old.result);
      assert.notEqual(now.digest, old.digest);
    });
  });
}

for (const [name, before, after] of [...NOTHING, ...LOOKS]) {
  Deno.test(`codeOf() does not see an edit of ${name}`, async () => {
    await withFolder(async (folder) => {
      const [old, now] = await Promise.all([
        outcomes(before, join(folder, "old")),
        outcomes(after, join(folder, "now")),
      ]);
      assert.deepEqual(now, old);
    });
  });
}

Deno.test("codeOf() leaves no stage of a random program stale", async () => {
  const tally = await checkEdits({ edits: 20, perProgram: 5, seed: 7 });
  assert.deepEqual(tally.stale, []);
  assert.ok(tally.changed > 0 && Object.keys(tally.kept).length > 0);
});
