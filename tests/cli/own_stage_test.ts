import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withFolder } from "../fixtures/folder.ts";

const CLI = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const MOD = new URL("../../mod.ts", import.meta.url).href;

/** Calls the command line in a process of its own: modules are cached in one. */
async function pipeline(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", CLI, ...args],
    cwd: folder,
    env: { INIT_CWD: folder, NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

function source({ comment, factor }: { comment: string; factor: number }) {
  return `import { definePipeline, defineStage, report, Scores, z } from "${MOD}";
// ${comment}
export const own = defineStage({
  name: "own.scaled",
  version: 1,
  summary: "Scales a number",
  config: z.object({ value: z.number() }),
  inputs: {},
  outputs: { scores: Scores },
  run: ({ config }) =>
    Promise.resolve({ scores: { scaled: { value: config.value * ${factor} } } }),
});
export default definePipeline({
  name: "own",
  targets: {
    table: report.table({ rows: { "a=1": own({ value: 3 }).scores } }).table,
  },
});
`;
}

Deno.test("a pipeline outside the repository re-runs for code, not for comments", async () => {
  await withFolder(async (folder) => {
    const write = (comment: string, factor: number) =>
      Deno.writeTextFile(`${folder}/own.ts`, source({ comment, factor }));
    const ran = async () => {
      const { code, out, err } = await pipeline(
        folder,
        "run",
        "own.ts",
        "--json",
      );
      assert.equal(code, 0, err);
      return JSON.parse(out.trim().split("\n").at(-1)!).ran;
    };
    await write("first", 2);
    assert.equal(await ran(), 2);
    assert.equal(await ran(), 0);
    await write("another comment", 2);
    assert.equal(await ran(), 0);
    await write("another comment", 5);
    const { out } = await pipeline(folder, "explain", "own.ts", "own.scaled");
    assert.match(out, /would run/);
    assert.match(out, /own\.ts/);
    assert.equal(await ran(), 2);
    const shown = await pipeline(folder, "show", "own.ts", "table");
    assert.match(shown.out, /1 +15\n/);
  });
});
