import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFolder } from "../fixtures/folder.ts";

const LAUNCH = fileURLToPath(new URL("../../launch.ts", import.meta.url));
const MOD = new URL("../../mod.ts", import.meta.url).href;

/** Calls the command line in a process of its own: modules are cached in one. */
async function pipeline(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--quiet", "--no-prompt"].concat(
      ["--allow-read", "--allow-env", "--allow-run", LAUNCH, ...args],
    ),
    cwd: folder,
    env: { INIT_CWD: folder, NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

/** A pipeline file with some statements around its stage. */
function source({ head = "", gives }: { head?: string; gives: string }) {
  return `import { definePipeline, defineStage, report, Scores, z } from "${MOD}";
${head}
const config = z.object({ part: z.string().default("./late.ts") });
export const own = defineStage({
  name: "own.x", version: 1, summary: "Gives a number", config,
  inputs: {}, outputs: { scores: Scores },
  run: async ({ config }) => {
    const value = Number(${gives}) + config.part.length;
    return { scores: { x: { value } } };
  },
});
export default definePipeline({ name: "own", targets: { own: own({}).scores } });
`;
}

Deno.test("a pipeline re-runs, and says why, when its modules find another table or variable", async () => {
  await withFolder(async (folder) => {
    const write = (name: string, text: string) =>
      Deno.writeTextFileSync(join(folder, name), text);
    const head = `import { cfg } from "./cfg.ts"; cfg.scale = 5;
import { readFileSync } from "node:fs";
const table = readFileSync(import.meta.dirname + "/table.csv", "utf8");`;
    write("cfg.ts", "export const cfg = { scale: 1 };");
    write("table.csv", "3");
    write("own.ts", source({ head, gives: "cfg.scale * Number(table)" }));
    const value = async (store: string) => {
      const ran = await pipeline(folder, "run", "own.ts", "--store", store);
      assert.equal(ran.code, 0, ran.err);
      const file = join(folder, `${store}.json`);
      await Deno.remove(file).catch(() => {});
      const shown = await pipeline(
        folder,
        "export",
        "own.ts",
        "own",
        "--to",
        `${store}.json`,
        "--store",
        store,
      );
      assert.equal(shown.code, 0, shown.err);
      return Deno.readTextFileSync(file);
    };
    await value("old");
    const edits = [
      () => write("table.csv", "4"),
      () => {
        const text = Deno.readTextFileSync(join(folder, "own.ts"));
        write("own.ts", text.replace("scale = 5", "scale = 6"));
      },
    ];
    for (const [i, edit] of edits.entries()) {
      edit();
      const file = i === 0 ? "table.csv" : "own.ts";
      const { out } = await pipeline(
        folder,
        "explain",
        "own.ts",
        "own.x",
        "--store",
        "old",
      );
      assert.ok(out.includes(`code of stage 'own.x' changed (${file})`), out);
      const again = await pipeline(
        folder,
        "verify",
        "own.ts",
        "--rerun",
        "all",
        "--store",
        "old",
      );
      assert.equal(again.code, 2);
      assert.ok(again.err.includes(`changed (${file})`), again.err);
      assert.equal(await value("old"), await value(`fresh${i}`));
    }
  });
});

const REFUSED:
  readonly (readonly [what: string, text: string, error: RegExp])[] = [
    [
      "a stage inside the targets",
      `import { definePipeline, defineStage, Scores, z } from "${MOD}";
export default definePipeline({
  name: "own", params: z.object({ k: z.number().default(1) }),
  targets: ({ k }) => {
    const own = defineStage({
      name: "own.k", version: 1, summary: "Gives k", config: z.object({}),
      inputs: {}, outputs: { scores: Scores },
      run: () => Promise.resolve({ scores: { k: { value: k } } }),
    });
    return { own: own({}).scores };
  },
});`,
      /^Cannot define stage 'own\.k' while a pipeline is built.*define stages at top level.*\n$/,
    ],
    [
      "an import that is computed",
      source({ gives: "(await import(config.part)).n" }),
      /^Cannot know the code of stage 'own\.x': .*own\.ts:8:\d+ imports what is computed.*\n$/,
    ],
    [
      "all variables",
      source({
        head: "const all = Deno.env.toObject();",
        gives: "all.HOME!.length",
      }),
      /^Cannot know what stage 'own\.x' depends on: .*own\.ts:2 reads all environment variables.*Deno\.env\.get\("NAME"\)\n$/,
    ],
    [
      "a device",
      source({
        head: `const file = Deno.openSync("/dev/null");`,
        gives: "file.isTerminal()",
      }),
      /^Cannot know what stage 'own\.x' depends on: .*reads '\/dev\/null', which is no file or folder.*\n$/,
    ],
  ];

for (const [what, text, error] of REFUSED) {
  Deno.test(`a pipeline is refused when its code looks at ${what}`, async () => {
    await withFolder(async (folder) => {
      Deno.writeTextFileSync(join(folder, "own.ts"), text);
      const { code, err } = await pipeline(folder, "run", "own.ts");
      assert.match(err, error);
      assert.equal(code, 2);
    });
  });
}
