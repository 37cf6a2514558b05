/**
 * Random programs that define stages, and random edits of them: constants,
 * functions, classes, getters, enums, effects on shared state, re-exports,
 * data files, and the wiring of a pipeline.
 */
import { random } from "../../../../lib/stats/random.ts";

/** A program: statements by file. */
export type Program = Readonly<Record<string, readonly string[]>>;

/** A program after one edit, and what the edit was. */
export interface Edited {
  readonly program: Program;
  readonly edit: string;
}

/** Draws from a list, or a number below a bound, reproducibly. */
export class Dice {
  readonly #seed: bigint;
  #turn = 0;

  /** Two with the same seed draw the same. */
  constructor(seed: number) {
    this.#seed = BigInt(seed);
  }

  /** A whole number from 0 up to, and without, `bound`. */
  below(bound: number): number {
    const stream = random(this.#seed, "dice", this.#turn++);
    const [value] = stream.uniform(new Float32Array(1));
    return Math.min(bound - 1, Math.floor(value! * bound));
  }

  /** One of some items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const DESCRIBE = `export function describe(x: any): unknown {
  if (typeof x !== "function") return x;
  try {
    return describe(x(2));
  } catch {
    return [x.s, describe(new x())];
  }
}`;

const FIXED = {
  "describe.ts": [DESCRIBE],
  "data.json": ['{ "n": 3, "list": [1, 2] }'],
  "table.csv": ["1,2,3"],
};

const FILES = ["a.ts", "b.ts", "c.ts", "late.ts"] as const;

/** Names that every file but `shared.ts` imports. */
const SHARED = ["box", "registry", "bump", "counter", "mark", "make"] as const;

/** A random program; `root` is the URL of this repository. */
export function randomProgram(dice: Dice, root: string): Program {
  const program: Record<string, string[]> = {
    ...FIXED,
    "shared.ts": shared(dice, root),
  };
  const exported: Record<string, string[]> = {};
  for (const file of FILES) {
    const names: string[] = [];
    const statements = [importShared()];
    for (let i = 0; i < 2 + dice.below(4); i++) {
      const name = `${file[0]}${i}`;
      statements.push(statement(dice, { name, names, exports: true }));
    }
    exported[file] = names;
    program[file] = statements;
  }
  program["index.ts"] = [
    dice.pick(['export * from "./a.ts";', `export { a0 } from "./a.ts";`]),
    'export * from "./b.ts";',
    'export * as everything from "./c.ts";',
    'export { bump as push } from "./shared.ts";',
  ];
  program["pipeline.ts"] = pipeline(dice, root);
  return program;
}

/** The same program after a random edit. */
export function randomEdit(dice: Dice, program: Program): Edited {
  const files = Object.keys(program);
  const kind = dice.pick([
    "number",
    "number",
    "number",
    "number",
    "number",
    "remove",
    "add",
    "swap",
    "comment",
    "layout",
    "unused",
  ]);
  const file = dice.pick(
    kind === "number"
      ? files.filter((name) => /\d/.test(program[name]!.join("")))
      : files.filter((name) => name.endsWith(".ts") && name !== "describe.ts"),
  );
  const before = program[file]!;
  const at = dice.below(before.length);
  const after = changed(dice, { before, at, kind });
  return {
    program: { ...program, [file]: after },
    edit: `${kind} in ${file}: ${difference(before, after)}`,
  };
}

/** The statements that an edit took and gave. */
function difference(
  before: readonly string[],
  after: readonly string[],
): string {
  const gone = before.filter((text) => !after.includes(text));
  const come = after.filter((text) => !before.includes(text));
  return `${gone.join(" ")} → ${come.join(" ")}`;
}

function changed(
  dice: Dice,
  { before, at, kind }: {
    before: readonly string[];
    at: number;
    kind: string;
  },
): string[] {
  const after = [...before];
  switch (kind) {
    case "number": {
      const places = before.flatMap((text, i) =>
        [...text.matchAll(/(?<![\w@.])\d+(?![\w@.])/g)].map((match) => ({
          i,
          match,
        }))
      );
      if (places.length === 0) return after;
      const { i, match } = dice.pick(places);
      const text = before[i]!;
      after[i] = text.slice(0, match.index) + (10 + dice.below(90)) +
        text.slice(match.index + match[0].length);
      return after;
    }
    case "remove":
      after.splice(at, 1);
      return after;
    case "swap":
      [after[at], after[at - 1]] = [after[at - 1] ?? after[at]!, after[at]!];
      return after.filter((text) => text !== undefined);
    case "add":
      after.splice(
        at + 1,
        0,
        statement(dice, {
          name: `n${dice.below(1e6)}`,
          names: [],
          exports: false,
        }),
      );
      return after;
    case "comment":
      after.splice(at, 0, `// ${dice.below(1000)}\n/** ${dice.below(9)} */`);
      return after;
    case "layout":
      after[at] = `\n\n  ${after[at]}\n`;
      return after;
    default:
      after.push(
        `function unused${dice.below(1e6)}() { return ${dice.below(100)}; }`,
        `type Unused${dice.below(1e6)} = number;`,
      );
      return after;
  }
}

function importShared(): string {
  return `import { ${SHARED.join(", ")} } from "./shared.ts";`;
}

function shared(dice: Dice, root: string): string[] {
  return [
    `import { defineStage } from "${root}lib/dsl/stage.ts";`,
    'import { z } from "zod";',
    `import { defineKind } from "${root}lib/dsl/kind.ts";`,
    `export const box: Record<string, any> = { k: ${dice.below(9)} };`,
    "export const registry: any[] = [];",
    `export function bump(by: number) { box.k += by; return box.k; }`,
    "export let counter = 0;\nexport function count() { return ++counter; }",
    `export function mark(by: number) {
  return (value: any, _context: unknown) => { box.k += by; return value; };
}`,
    `const factor = ${1 + dice.below(9)};`,
    `export const Result = defineKind({
  name: "result", version: 1, extension: "json",
  encode: (value: unknown) => new TextEncoder().encode(JSON.stringify([value, ${
      dice.below(9)
    } * factor])),
  decode: (bytes): unknown => JSON.parse(new TextDecoder().decode(bytes)),
  summarize: () => ({}),
});`,
    `export function make(name: string, run: () => unknown) {
  return defineStage({
    name, version: 1, summary: "Made", config: z.object({ a: z.number().default(1) }),
    inputs: {}, outputs: { result: Result },
    run: async () => ({ result: [await run(), ${dice.below(9)}] }),
  });
}`,
  ];
}

/** A statement that declares `name`, or does something, or both. */
function statement(
  dice: Dice,
  { name, names, exports }: {
    name: string;
    names: string[];
    exports: boolean;
  },
): string {
  const n = () => String(dice.below(10));
  const ref = () =>
    names.length > 0 && dice.below(2) > 0
      ? `describe2(${dice.pick(names)})`
      : dice.pick(["box.k", "counter", "(globalThis as any).G", n()]);
  const value = () => ref().replace("describe2", "JSON.stringify");
  const declarations = [
    () => `const ${name} = ${n()};`,
    () => `const ${name} = [${n()}, ${value()}];`,
    () => `const ${name} = { p: ${n()}, q: ${value()} };`,
    () =>
      `function ${name}(x = ${n()}) { return x + ${n()} + String(${value()}); }`,
    () => `const ${name} = (x: any) => [x, ${n()}, ${value()}];`,
    () =>
      `class ${name} { static s = ${n()}; p = ${value()}; get g() { return ${n()}; } }`,
    () =>
      `class ${name} { static s = ${n()}; static { box.k += ${n()}; } p = 1; }`,
    () => `class ${name} { static s = bump(${n()}); q = ${n()}; }`,
    () => `@mark(${n()}) class ${name} { q = ${n()}; }`,
    () => `enum ${name} { A = ${n()}, B = 7 }`,
    () => `namespace ${name} { export const x = ${n()}; box.w = x; }`,
    () => `let ${name} = ${n()};\n${name} += ${n()};`,
    () =>
      `const ${name}: number[] = [];\nfor (const i of [1, ${n()}]) ${name}.push(i * ${n()});`,
    () => `const ${name} = Object.assign(box, { z: ${n()} });`,
    () => `const ${name} = bump(${n()});`,
    () => `const ${name} = ${value()};\nbox.${name} = ${n()};`,
    () => `const ${name} = { get x() { return ${n()} + ${n()}; } };`,
    () =>
      `const ${name} = { get x() { box.k += ${n()}; return 1; } };\n${name}.x;`,
    () =>
      `const ${name} = \`\${{ toString() { box.k += ${n()}; return "t"; } } as any}\`;`,
    () =>
      `const [${name}] = { *[Symbol.iterator]() { box.i = ${n()}; yield ${n()}; } };`,
    () => `const ${name} = new (class { y = bump(${n()}); })();`,
    () => `const ${name} = [1, 2].map((x) => bump(x * ${n()}));`,
    () => `const ${name} = ((x: number) => { box.f = x; return x; })(${n()});`,
    () =>
      `let f${name} = (x: number) => bump(x * ${n()});\nconst ${name} = [1, 2].map(f${name});`,
    () =>
      `class S${name} { static of(x: number) { return bump(x + ${n()}); } }\nconst ${name} = Array.from([1], S${name}.of);`,
    () => `const ${name} = JSON.parse("[1]", (_, x) => (bump(${n()}), x));`,
    () =>
      `function ${name}() { return bump(${n()}); }\nconst { r${name} = ${name}() } = {} as any;`,
    () => `const ${name} = await Promise.resolve(${n()});`,
    () => `const { ${name} = ${n()} } = box as any;`,
  ];
  const effects = [
    () => `box.k = ${n()};`,
    () => `box["k"] = ${value()};`,
    () => `Object.assign(box, { k: ${n()} });`,
    () => `(globalThis as any).G = ${n()};`,
    () => `(globalThis as any).G = ((globalThis as any).G ?? 0) + ${n()};`,
    () => `bump(${n()});`,
    () => `registry.push(${n()});`,
    () => `registry.push(() => ${n()});`,
    () => `if (box.k > ${n()}) box.k = ${n()};`,
    () => `for (let i = 0; i < ${n()}; i++) bump(i);`,
    () => `try { throw ${n()}; } catch (e) { box.e = e; }`,
    () => `(Array.prototype as any).extra = () => ${n()};`,
    () =>
      `Object.defineProperty(box, "d", { value: ${n()}, enumerable: true, configurable: true });`,
    () => `delete box.k; box.k = ${n()};`,
    () => `Math.trunc = () => ${n()};`,
    () => `console.log = () => { box.k += ${n()}; };`,
    () => `{ const t = ${n()}; box.t = t; }`,
    () => `(() => { box.v = ${n()}; })();`,
    () => `await (async () => { await 0; box.l = ${n()}; })();`,
  ];
  if (dice.below(3) === 0) return dice.pick(effects)();
  const text = dice.pick(declarations)();
  names.push(name);
  if (!exports) return text;
  return text.startsWith("@")
    ? `${text}\nexport { ${name} };`
    : `export ${text}`;
}

function pipeline(dice: Dice, root: string): string[] {
  const names: string[] = [];
  const own: string[] = [];
  for (let i = 0; i < 2 + dice.below(4); i++) {
    own.push(statement(dice, { name: `p${i}`, names, exports: false }));
  }
  const n = () => String(dice.below(10));
  const reads = (name: string) => {
    const mentioned = names.filter(() => dice.below(2) > 0);
    const more = [
      "box",
      "registry",
      "counter",
      "(globalThis as any).G",
      "([] as any).extra",
      "index.everything",
      "(index as any).a0",
      "(index as any).b1",
      "b.b0",
      "(c as any).c1",
      "data.n",
      "table",
      'Deno.env.get("STALE")',
      "Math.trunc(1.5)",
      "(z.config() as any).k",
      `${name.length}`,
      "(await import('./late.ts'))",
    ].filter(() => dice.below(3) === 0);
    return `[${
      [...mentioned, ...more].map((at) => `describe(${at})`).join(", ")
    }]`;
  };
  const config = "config: z.object({ a: z.number().default(1) }), inputs: {}";
  const whole =
    `version: 1, summary: "Own", ${config}, outputs: { result: Result }`;
  const stage = (name: string) =>
    dice.pick([
      () =>
        `export const ${name} = defineStage({ name: "own.${name}", ${whole},
  run: async () => ({ result: [${n()}, ${reads(name)}] }) });`,
      () =>
        `const ${name} = make("own.${name}", async () => [${n()}, ${
          reads(name)
        }]);`,
      () =>
        `const run_${name} = async () => ({ result: [${n()}, ${reads(name)}] });
const ${name} = defineStage({ name: \`own.\${"${name}"}\`, ${whole}, run: run_${name} });`,
      () =>
        `const record_${name} = { it: defineStage({ name: "own.${name}", ${whole},
  run: async () => ({ result: ${reads(name)} }) }) };
const ${name} = record_${name}.it;`,
      () =>
        `const [${name}] = ["own.${name}"].map((name) => defineStage({ name, ${whole},
  run: async () => ({ result: ${reads(name)} }) }));`,
    ])();
  const stages = ["first", "second"].map(stage);
  return [
    importShared(),
    `import { Result } from "./shared.ts";`,
    'import * as index from "./index.ts";',
    'import * as b from "./b.ts";',
    'import * as c from "./c.ts";',
    'import data from "./data.json" with { type: "json" };',
    'import { describe } from "./describe.ts";',
    'import { z } from "zod";',
    `import { grid, keys } from "${root}lib/dsl/grid.ts";`,
    `import { defineStage } from "${root}lib/dsl/stage.ts";`,
    `import { definePipeline } from "${root}lib/dsl/pipeline.ts";`,
    'const log = (name: string) => name;\nconst tag = log("own.first");',
    dice.pick([
      'const table = Deno.readTextFileSync(new URL("table.csv", import.meta.url));',
      'const table = await Deno.readTextFile(new URL("table.csv", import.meta.url));',
      "const table = data.list;",
    ]),
    ...own,
    dice.pick([`z.config({ k: ${n()} } as never);`, `const unread = ${n()};`]),
    ...dice.below(2) > 0 ? stages : stages.reverse(),
    `const sizes = [${n()}1, ${n()}2];`,
    `const rows = grid({ a: sizes }, ({ a }) => ${
      dice.pick([
        "first!({ a }).result",
        `{ box.k += a * ${n()}; return first!({ a }).result; }`,
        `first!({ a: a + ${n()} }).result`,
      ])
    });`,
    `const [one] = keys(rows);`,
    `export default definePipeline({ name: "random", targets: {
  first: rows[one!]!, second: second!({ a: ${n()} }).result } });`,
  ];
}
