import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { closureOf, type Place } from "../../../lib/run/code/closure.ts";
import { codeOf } from "../../../lib/run/code/code.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { emit, truncate } from "../../fixtures/stages.ts";

const STAGE = `
import { z } from "zod";
import { helper } from "./helper.ts";
import { other } from "./other.ts";
import { defineStage } from "./senzai.ts";

/** Documentation. */
const factor = 2;
function scale(x: number): number {
  return helper(x) * factor;
}
const unrelated = other(3);

export const mine = defineStage({
  name: "my.stage",
  version: 1,
  run: async ({ config }: { config: { x: number } }) => {
    const { late } = await import("./late.ts");
    return late(scale(config.x), /[/"]/g, \`a\${factor}b\`, [1, , 2]);
  },
});

export const second = defineStage({ name: "my.second", run: () => unrelated });

export default { targets: [mine, second, 8] };
`;

const FILES: Readonly<Record<string, string>> = {
  "stage.ts": STAGE,
  "helper.ts": `import data from "./data.json" with { type: "json" };
    export const helper = (x: number) => x + data.length;`,
  "other.ts": "export const other = (x: number) => x;",
  "late.ts": "export const late = (...all: unknown[]) => all;",
  "data.json": "[1, 2]",
  "z.ts": "export const z = { number: () => 2 };",
  "senzai.ts": "export const defineStage = (x: unknown) => x;",
};

interface Digested {
  readonly digest: string;
  readonly files: readonly string[];
}

/** Digest of a stage's closure after some files were changed. */
async function digestOf(
  changes: Readonly<Record<string, string>> = {},
  options: { stage?: string; folder?: string } = {},
): Promise<Digested> {
  return await withFolder(async (root) => {
    const folder = join(root, options.folder ?? "project");
    for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
      const path = join(folder, name);
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.writeTextFileSync(path, text);
    }
    using store = Store.open(join(root, "store"));
    const path = join(folder, "stage.ts");
    const closure = await closureOf({
      anchor: placeOf(path, options.stage ?? "my.stage"),
      modules: [path],
      memos: store.memos,
      isOwn: (path) => path.endsWith("senzai.ts"),
      isTool: (path) => path.endsWith("senzai.ts"),
      config: { path: join(folder, "deno.json"), imports: IMPORTS },
    });
    const files = Object.keys(closure.sources).map((path) =>
      path.slice(folder.length + 1)
    );
    return { digest: closure.digest, files: files.sort() };
  });
}

/** Where a file defines a stage; nowhere for a name that it does not write. */
function placeOf(path: string, stage: string): Place | undefined {
  const lines = Deno.readTextFileSync(path).split("\n");
  const name = new RegExp(`name: ["']${stage}["']`);
  const at = lines.findIndex((line) => name.test(line));
  if (at < 0) return undefined;
  const line = lines[at]!.includes("defineStage") ? at : at - 1;
  const column = lines[line]!.indexOf("defineStage") + 1;
  return { path, line: line + 1, column };
}

const IMPORTS = { zod: "npm:zod@4.6.7" };

Deno.test("closureOf() follows static and dynamic imports of files", async () => {
  const { files } = await digestOf();
  assert.deepEqual(files, ["data.json", "helper.ts", "late.ts", "stage.ts"]);
});

Deno.test("closureOf() does not see comments, layout, types or names of folders", async () => {
  const { digest } = await digestOf();
  const neutral: Readonly<Record<string, string>>[] = [
    { "stage.ts": STAGE.replace("/** Documentation. */", "// Other words.") },
    { "stage.ts": STAGE.replaceAll("\n  ", "\n\t\t\t") },
    { "stage.ts": STAGE.replaceAll('"', "'").replace("/[/']/g", '/[/"]/g') },
    { "stage.ts": STAGE.replace("version: 1,", "\n\n  version:\n 1 , ") },
    { "stage.ts": STAGE.replace("(x: number): number", "(x: any)") },
    { "stage.ts": STAGE.replace("factor = 2;", "factor = 2") },
    { "stage.ts": STAGE.replace("[1, , 2]", "[1, , 2],\n") },
    { "helper.ts": FILES["helper.ts"]!.replace("(x: number)", "x") },
    { "senzai.ts": "export const defineStage = (x: unknown) => ({ x });" },
  ];
  for (const change of neutral) {
    assert.equal((await digestOf(change)).digest, digest, inspect(change));
  }
  assert.equal((await digestOf({}, { folder: "a/b" })).digest, digest);
});

Deno.test("closureOf() sees every change of code that a stage uses", async () => {
  const { digest } = await digestOf();
  const changes: Readonly<Record<string, string>>[] = [
    { "stage.ts": STAGE.replace("factor = 2", "factor = 3") },
    { "stage.ts": STAGE.replace("const factor", "let factor") },
    { "stage.ts": STAGE.replace("* factor", "- factor") },
    { "stage.ts": STAGE.replace('/[/"]/g', '/[/"]/i') },
    { "stage.ts": STAGE.replace("}b`", "}c`") },
    { "stage.ts": STAGE.replace("[1, , 2]", "[1, 2]") },
    { "stage.ts": STAGE.replace("return helper(x)", "return -helper(x)") },
    { "stage.ts": STAGE.replace("(x: number)", "(y: number, x: number)") },
    { "stage.ts": `${STAGE}\nmine.spec = { version: 2 };` },
    { "helper.ts": FILES["helper.ts"]!.replace("x + data", "x - data") },
    { "late.ts": FILES["late.ts"]!.replace("=> all", "=> [all]") },
    { "data.json": "[1, 2 ]" },
  ];
  const seen = new Set([digest]);
  for (const change of changes) {
    const changed = (await digestOf(change)).digest;
    assert.ok(!seen.has(changed), inspect(change));
    seen.add(changed);
  }
});

Deno.test("closureOf() counts only what one stage of a file uses", async () => {
  const { digest } = await digestOf();
  const elsewhere = [
    STAGE.replace("[mine, second, 8]", "[mine, second, 16]"),
    STAGE.replace("() => unrelated", "() => [unrelated]"),
    STAGE.replace("other(3)", "other(4)"),
    STAGE + "\nfunction added() { return 3; }\nconsole.log(added());",
  ];
  for (const text of elsewhere) {
    assert.equal((await digestOf({ "stage.ts": text })).digest, digest);
  }
  assert.equal(
    (await digestOf({ "other.ts": "export const other = () => 0" })).digest,
    digest,
  );
  const second = { stage: "my.second" };
  const before = await digestOf({}, second);
  assert.deepEqual(before.files, ["other.ts", "stage.ts"]);
  const after = await digestOf({ "stage.ts": elsewhere[2]! }, second);
  assert.notEqual(after.digest, before.digest);
});

Deno.test("closureOf() counts the whole module when it cannot find the stage", async () => {
  const whole = { stage: "my.computed" };
  const { digest, files } = await digestOf({}, whole);
  assert.ok(
    ["stage.ts", "helper.ts", "other.ts"].every((file) => files.includes(file)),
  );
  const changed = STAGE.replace("[mine, second, 8]", "[mine, second, 16]");
  const after = await digestOf({ "stage.ts": changed }, whole);
  assert.notEqual(after.digest, digest);
});

Deno.test("closureOf() survives circular imports", async () => {
  const circular = {
    "late.ts": `import { mine } from "./stage.ts";
      import { helper } from "./helper.ts";
      export const late = (...all: unknown[]) => [all, mine, helper];`,
  };
  const { files } = await digestOf(circular);
  assert.ok(files.includes("late.ts"));
});

Deno.test("closureOf() counts packages by version, and mapped files by content", async () => {
  const uses = STAGE.replace("factor = 2", "factor = z.number()");
  const digests = new Set<string>();
  for (const zod of ["npm:zod@4.6.7", "npm:zod@4.6.8", "./z.ts"]) {
    await withFolder(async (folder) => {
      for (const [name, text] of Object.entries(FILES)) {
        Deno.writeTextFileSync(join(folder, name), text);
      }
      Deno.writeTextFileSync(join(folder, "stage.ts"), uses);
      using store = Store.open(join(folder, "store"));
      const path = join(folder, "stage.ts");
      const closure = await closureOf({
        anchor: placeOf(path, "my.stage"),
        modules: [path],
        memos: store.memos,
        isOwn: () => false,
        isTool: () => false,
        config: { path: join(folder, "deno.json"), imports: { zod } },
      });
      digests.add(closure.digest);
      const isFile = join(folder, "z.ts") in closure.sources;
      assert.equal(isFile, zod.startsWith("."));
    });
  }
  assert.equal(digests.size, 3);
});

Deno.test("closureOf() says which imported file is missing", async () => {
  const text = STAGE.replace("./late.ts", "./never.ts");
  await assert.rejects(digestOf({ "stage.ts": text }), {
    name: "PipelineError",
    message: /Cannot read .*never\.ts, which .*stage\.ts needs/,
  });
});

Deno.test("codeOf() digests stages of users and not those of the package", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const [a, b] = [
      await codeOf(emit, store.memos),
      await codeOf(truncate, store.memos),
    ];
    assert.notEqual(a!.digest, b!.digest);
    const pieces = Object.keys(store.modules(a!.digest)!);
    assert.equal(pieces[0], "stages.ts");
    assert.ok(pieces.some((piece) => piece.startsWith("npm:zod@")));
    const module = new URL("../../../stages/data/mod.ts", import.meta.url);
    const builtIn = Object.assign(emit.bind(null), {
      spec: emit.spec,
      module: module.href,
      modules: [module.href],
      sites: [{ module: module.href, line: 1, column: 1 }],
    });
    assert.equal(await codeOf(builtIn as typeof emit, store.memos), undefined);
    const typed = Object.assign(emit.bind(null), {
      spec: emit.spec,
      module: "",
      modules: [],
      sites: [],
    });
    const code = await codeOf(typed as typeof emit, store.memos);
    assert.match(code!.digest, /^[0-9a-f]{64}$/);
  });
});

Deno.test("codeOf() sees the code of those who call a helper to define stages", async () => {
  await withFolder(async (folder) => {
    const root = pathToFileURL(`${Deno.cwd()}/`).href;
    const write = (name: string, text: string) =>
      Deno.writeTextFileSync(join(folder, name), text);
    write(
      "helper.ts",
      `import { defineStage } from "${root}lib/dsl/stage.ts";
       import { emit } from "${root}tests/fixtures/stages.ts";
       export const make = (name, run) =>
         defineStage({ ...emit.spec, name, run });`,
    );
    using store = Store.open(join(folder, "store"));
    const digests = new Set<string>();
    for (const [i, value] of [1, 2].entries()) {
      write(
        `mine${i}.ts`,
        `import { make } from "./helper.ts";
         export const mine = make("my.made", () => ({ numbers: [${value}] }));`,
      );
      const { mine } = await import(
        pathToFileURL(`${folder}/mine${i}.ts`).href
      );
      const names = mine.modules.map((path: string) => path.split("/").at(-1));
      assert.deepEqual(names, ["helper.ts", `mine${i}.ts`]);
      digests.add((await codeOf(mine, store.memos))!.digest);
    }
    assert.equal(digests.size, 2);
  });
});

Deno.test("codeOf() reads unchanged code without the compiler", async () => {
  await withFolder((folder) => {
    const root = pathToFileURL(`${Deno.cwd()}/`).href;
    const script = join(folder, "twice.ts");
    Deno.writeTextFileSync(
      script,
      `import { codeOf } from "${root}lib/run/code/code.ts";
       import { Store } from "${root}lib/store/store.ts";
       import { emit } from "${root}tests/fixtures/stages.ts";
       using store = Store.open("${folder}/store");
       await codeOf(emit, store.memos);
       console.log(Deno.memoryUsage().heapUsed);`,
    );
    const run = () => {
      const { stdout } = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--config", `${Deno.cwd()}/deno.json`, script],
      }).outputSync();
      return Number(new TextDecoder().decode(stdout)) / 1048576;
    };
    const [first, second] = [run(), run()];
    // The compiler alone takes about 30 MiB.
    assert.ok(second > 1 && first - second > 10, `${first}, ${second} MiB`);
  });
});

function inspect(value: unknown): string {
  return JSON.stringify(value).slice(0, 2000);
}
