import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseBytes, parseDuration } from "../../lib/cli/quantity.ts";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const NUMBERS = fileURLToPath(
  new URL("../fixtures/numbers_pipeline.ts", import.meta.url),
);

Deno.test("gc refuses a folder that is no store, and makes none", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.txt`, "mine");
    assert.deepEqual(await call(folder, "gc", "--store", "."), {
      code: 2,
      out: "",
      err:
        `Cannot open the store at ${folder}: the folder holds no store; name one with --store, or make it with run\n`,
    });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [
      "mine.txt",
    ]);
  });
});

Deno.test("gc shows what would go by pipeline, removes it, and heeds pins", async () => {
  await withFolder(async (folder) => {
    const run = async (top: number) => {
      const args = ["run", NUMBERS, "--executor", "inline", "--set"];
      assert.equal((await call(folder, ...args, `top=${top}`)).code, 0);
    };
    await run(2);
    assert.equal(
      (await call(folder, "pin", "last", "--name", "paper")).code,
      0,
    );
    assert.match(
      (await call(folder, "pin")).out,
      /^pin .*\n.*\npaper .*numbers/,
    );
    await run(3);
    await run(4);
    await new Promise((done) => setTimeout(done, 1100));
    const args = ["gc", "--keep-runs", "1", "--grace", "0s"];
    const dry = await call(folder, ...args, "--dry-run");
    assert.match(dry.out, /numbers +1 /);
    assert.match(dry.out, /^Would remove [\d.]+ k?B: \d+ artifacts/m);
    const gone = JSON.parse((await call(folder, ...args, "--json")).out);
    assert.ok(gone.blobs > 0);
    assert.equal(gone.runs, 2);
    const plan = async (top: number) =>
      JSON.parse(
        (await call(folder, "plan", NUMBERS, "--set", `top=${top}`, "--json"))
          .out,
      ).runs;
    assert.equal(await plan(2), 0);
    assert.ok(await plan(3) > 0);
    assert.equal(await plan(4), 0);
    assert.match((await call(folder, "unpin", "paper")).out, /Unpinned/);
    assert.match((await call(folder, "pin")).out, /No pins/);
  });
});

Deno.test("gc and pin refuse what makes no sense", async () => {
  await withFolder(async (folder) => {
    const cases: [string[], RegExp][] = [
      [["gc"], /no such folder; name it with --store/],
      [["pin"], /no such folder/],
      [["gc", "--grace", "soon"], /expected a duration such as 12h/],
      [["gc", "--max-size", "50"], /expected a size such as 50GB/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await call(folder, ...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(err, message);
    }
    await call(folder, "run", NUMBERS, "--executor", "inline");
    const { err } = await call(folder, "pin", "last", "--name", "../x");
    assert.match(err, /Cannot pin as '\.\.\/x'/);
    assert.match((await call(folder, "unpin", "x")).err, /no such pin/);
  });
});

Deno.test("parseBytes() and parseDuration() read sizes and durations", () => {
  assert.equal(parseBytes("1.5GiB"), 1.5 * 2 ** 30);
  assert.equal(parseBytes("50 GB"), 5e10);
  assert.equal(parseBytes("GB"), undefined);
  assert.equal(parseDuration("90min"), 5400);
  assert.equal(parseDuration("7d"), 604_800);
  assert.equal(parseDuration("constructor"), undefined);
});
