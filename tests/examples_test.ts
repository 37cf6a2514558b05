import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFolder } from "./fixtures/folder.ts";
import { pipeline } from "./fixtures/pipeline.ts";

const EXAMPLES = fileURLToPath(new URL("../examples/", import.meta.url));

async function run(folder: string, example: string) {
  const file = join(EXAMPLES, example);
  return await pipeline(folder, "run", file, "--store", "store", "--json");
}

/** The last line of a run's events. */
function totals(out: string) {
  return JSON.parse(out.trimEnd().split("\n").at(-1)!);
}

Deno.test("examples/smallest runs, in TypeScript and then from the store in YAML", async () => {
  await withFolder(async (folder) => {
    const typed = await run(folder, "smallest.ts");
    assert.equal(typed.code, 0, typed.err);
    const { status, ran, hits } = totals(typed.out);
    assert.equal(status, "ok");
    assert.equal(hits, 0);
    const yaml = await run(folder, "smallest.yaml");
    assert.equal(yaml.code, 0, yaml.err);
    const again = totals(yaml.out);
    assert.deepEqual([again.status, again.ran, again.hits], ["ok", 0, ran]);
  });
});

Deno.test("examples/own_stage runs and prints the brightness of digits", async () => {
  await withFolder(async (folder) => {
    const file = join(EXAMPLES, "own_stage.ts");
    const { code, out, err } = await pipeline(folder, "run", file);
    assert.equal(code, 0, err);
    // The mean pixel of MNIST's 28×28 digits is 33.3, on 32×32 with padding
    // 25.5, a tenth of white.
    const [, train, test] = /train +([\d.]+)\n *test +([\d.]+)/.exec(out)!;
    assert.ok(Math.abs(Number(train) - 0.1) < 0.01, out);
    assert.ok(Math.abs(Number(test) - 0.1) < 0.01, out);
  });
});

Deno.test("examples/own_encoder trains an encoder of one's own beside a built-in one", async () => {
  await withFolder(async (folder) => {
    const file = join(EXAMPLES, "own_encoder.ts");
    const { code, out, err } = await pipeline(folder, "run", file);
    assert.equal(code, 0, err);
    assert.match(out, /plain +1\d{3}.*\n.*denoising +1\d{3}/);
  });
});

Deno.test("every example says in its first lines how to run it", async () => {
  for await (const { name } of Deno.readDir(EXAMPLES)) {
    const text = await Deno.readTextFile(join(EXAMPLES, name));
    assert.ok(
      text.includes(
        name.endsWith(".html")
          ? `cp examples/${name}`
          : `deno task pipeline run examples/${name}`,
      ),
      `${name} does not say how to run it`,
    );
  }
});
