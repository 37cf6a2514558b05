import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Store } from "../../lib/store/store.ts";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const at = (name: string) =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const NUMBERS = at("numbers_pipeline.ts");
const CLOCK = `
import { definePipeline } from ${
  JSON.stringify(new URL("../../lib/dsl/pipeline.ts", import.meta.url).href)
};
import { clock, truncate } from ${
  JSON.stringify(new URL("../fixtures/stages.ts", import.meta.url).href)
};
export default definePipeline({
  name: "clock",
  targets: { end: truncate({ numbers: clock().numbers }).numbers },
});
`;

async function run(folder: string, ...args: string[]): Promise<number> {
  const { code } = await call(folder, "run", ...args, "--executor", "inline");
  return code;
}

async function diff(folder: string, ...args: string[]) {
  const { code, out, err } = await call(
    folder,
    "runs",
    "diff",
    ...args,
    "--json",
  );
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

Deno.test("runs diff names the settings and leaves that changed, and what followed", async () => {
  await withFolder(async (folder) => {
    await run(folder, NUMBERS);
    await run(folder, NUMBERS, "--set", "top=5");
    const found = await diff(folder, "last~1", "last");
    assert.deepEqual(found.settings, [{ path: ["params", "top"], after: 5 }]);
    // The node of the first grid point, a number that both runs have.
    assert.equal(found.same, 1);
    const own = found.changed.find(({ node }: { node: string }) =>
      node === "numbers.number"
    );
    assert.deepEqual(own.changes, [
      { path: ["config", "value"], before: 2, after: 5 },
    ]);
    const followed = found.changed.find(({ node }: { node: string }) =>
      node === "numbers.page"
    );
    assert.deepEqual(
      followed.changes.map(({ path }: { path: string[] }) => path.join(".")),
      ["inputs.scores.digest"],
    );
    assert.deepEqual(found.unstable, []);
    assert.deepEqual(
      found.stages.map(({ stage }: { stage: string }) => stage).sort(),
      ["numbers.number", "numbers.page", "report.table"],
    );

    const { out } = await call(folder, "runs", "diff", "last~1", "last");
    assert.match(out, /\nSettings:\n {2}params\.top: new, 5\n/);
    assert.match(out, /\nResults: 1 the same, 3 changed\n/);
    assert.match(
      out,
      /Changed by themselves:\n {2}numbers\.number\n {4}config\.value: 2 → 5\n/,
    );
    // In the order in which they ended, which is not told.
    assert.match(
      out,
      /because their inputs did:\n( {2}.*\n)* {2}numbers\.page/,
    );
    assert.match(
      out,
      /because their inputs did:\n( {2}.*\n)* {2}report\.table/,
    );
    const cut = await call(
      folder,
      "runs",
      "diff",
      "last~1",
      "last",
      "--limit",
      "1",
    );
    assert.match(
      cut.out,
      /because their inputs did:\n {2}.*\n {2}and 1 more\n/,
    );

    const none = await diff(folder, "last", "last");
    assert.deepEqual([none.same, none.changed, none.settings], [4, [], []]);
  });
});

Deno.test("runs diff finds another result of the same key", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/clock.ts`, CLOCK);
    await run(folder, "clock.ts");
    await run(folder, "clock.ts");
    assert.deepEqual((await diff(folder, "last~1", "last")).unstable, []);
    await run(folder, "clock.ts", "--force", "test.clock");
    const { unstable, same, b } = await diff(folder, "last~1", "last");
    assert.equal(same, 2);
    assert.equal(unstable.length, 1);
    const [{ node, run: id, ports }] = unstable;
    assert.deepEqual([node, id], ["test.clock", b.id]);
    assert.match(ports.numbers.found, /^[0-9a-f]{64}$/);
    assert.notEqual(ports.numbers.found, ports.numbers.stands);
    const { out } = await call(folder, "runs", "diff", "last~2", "last");
    assert.match(
      out,
      /Same key, another result:\n {2}test\.clock: numbers \w{12} stands, \S+ made \w{12}\n/,
    );
    // Two runs before the one that differed know nothing of it.
    assert.deepEqual((await diff(folder, "last~2", "last~1")).unstable, []);
  });
});

Deno.test("runs diff compares different pipelines, failures and runs without end", async () => {
  await withFolder(async (folder) => {
    const fragile = at("fragile_pipeline.ts");
    await run(folder, NUMBERS);
    assert.equal(await run(folder, fragile, "--set", "how=throw"), 1);
    await run(folder, fragile, "--set", "how=well");
    const other = await diff(folder, "last~2", "last");
    assert.equal(other.same, 0);
    // They have one name in common.
    assert.deepEqual(
      other.changed.map(({ node }: { node: string }) => node),
      ["report.table"],
    );
    assert(other.only.a.includes("numbers.page"));
    assert(other.only.b.includes("own.fragile"));
    assert.deepEqual(other.settings[0].path, ["file"]);

    const { unmade, same } = await diff(folder, "last~1", "last");
    const states = Object.fromEntries(
      unmade.map((
        { node, a, b }: { node: string; a: string; b: string },
      ) => [node, `${a} ${b}`]),
    );
    assert.equal(states["own.fragile"], "failed made");
    assert(Object.values(states).includes("blocked made"));
    assert(same >= 2);

    using store = Store.open(`${folder}/.senzai`);
    const { id: _, ...about } = store.runs.list()[0]!;
    store.runs.start({ ...about, id: "99990101-000000-0000" });
    store.runs.attempt({
      ...store.runs.attempts(store.runs.list({ limit: 2 })[1]!.id)[0]!,
      run: "99990101-000000-0000",
    });
    const partial = await diff(folder, "last~1", "last");
    assert.deepEqual(partial.only, { a: [], b: [] });
    assert.equal(partial.partial.length, 1);
  });
});

Deno.test("runs with and without diff keep their options apart", async () => {
  await withFolder(async (folder) => {
    await run(folder, NUMBERS, "--store", "elsewhere");
    for (
      const args of [
        ["runs", "--store", "elsewhere", "diff", "last", "last"],
        ["runs", "diff", "last", "last", "--store", "elsewhere"],
        ["runs", "last", "--store", "elsewhere"],
        ["runs", "--store", "elsewhere", "--json"],
        ["runs", "diff", "--help"],
      ]
    ) {
      const { code, err } = await call(folder, ...args);
      assert.equal(code, 0, `${args}: ${err}`);
    }
    for (
      const [args, expected] of [
        [["runs", "diff", "last"], /Missing required argument 'b'/],
        [
          ["runs", "diff", "last~7", "last", "--store", "elsewhere"],
          /Cannot find run 'last~7'/,
        ],
        [["runs", "help", "--store", "elsewhere"], /Cannot find run 'help'/],
      ] as const
    ) {
      const { code, err } = await call(folder, ...args);
      assert.equal(code, 2);
      assert.match(err, expected);
    }
  });
});
