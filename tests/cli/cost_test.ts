import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { priceOf } from "../../lib/cli/price.ts";
import { hostClass } from "../../lib/run/host.ts";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const WALK = fileURLToPath(
  new URL("../fixtures/walk_pipeline.ts", import.meta.url),
);

/** Plans with a parameter; the parsed JSON. */
async function plan(folder: string, ...args: string[]) {
  const { code, out, err } = await call(
    folder,
    "plan",
    WALK,
    "--json",
    ...args,
  );
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

Deno.test("priceOf() takes the pattern with the most letters", () => {
  const prices = {
    "*": 1,
    "linux/*": 2,
    "linux/*/A*/2": 3,
    "linux/x86_64/B*": 9,
  };
  const of = (host: string) => priceOf({ currency: "EUR", prices }, host);
  assert.deepEqual(of("linux/x86_64/A.1/2"), { perHour: 3, currency: "EUR" });
  assert.equal(of("linux/x86_64/C/2")?.perHour, 2);
  assert.equal(of("darwin/aarch64/M1/8")?.perHour, 1);
  assert.equal(priceOf({ prices }, "linux"), undefined);
  const dot = { currency: "EUR", prices: { "a.c": 1 } };
  assert.equal(priceOf(dot, "abc"), undefined);
});

Deno.test("plan predicts time and money from recorded runs", async () => {
  await withFolder(async (folder) => {
    const settings = { currency: "EUR", prices: { [hostClass()]: 7200 } };
    await Deno.writeTextFile(
      join(folder, "senzai.json"),
      JSON.stringify(settings),
    );
    const unknown = await plan(folder);
    assert.deepEqual(
      [unknown.seconds, unknown.wall, unknown.cost, unknown.unknown],
      [null, null, null, 1],
    );
    assert.equal(unknown.nodes[0].method, "unknown");
    for (const steps of [5, 10, 20, 40]) {
      const run = ["run", WALK, "--executor", "inline", "--set"];
      assert.equal((await call(folder, ...run, `steps=${steps}`)).code, 0);
    }
    const made = await plan(folder, "--set", "steps=40");
    assert.deepEqual([made.seconds, made.wall.high, made.unknown], [0, 0, 0]);
    const made30 = await plan(folder, "--set", "steps=30");
    const [node] = made30.nodes;
    assert.deepEqual([node.method, node.samples], ["regression", 4]);
    assert(node.low < node.seconds && node.seconds < node.high);
    assert(node.seconds > 0.15 && node.seconds < 1.5, `${node.seconds}`);
    assert.deepEqual(made30.wall, {
      seconds: node.seconds,
      low: node.low,
      high: node.high,
    });
    const { amount, currency, perHour } = made30.cost;
    assert.deepEqual([currency, perHour], ["EUR", 7200]);
    assert(Math.abs(amount - 2 * node.seconds) < 1e-9);
    assert.equal(node.cost, amount);
    const seed = await plan(folder, "--set", "steps=40", "--seed", "9");
    assert.equal(seed.nodes[0].method, "repeats");
    const text = await call(folder, "plan", WALK, "--set", "steps=30");
    assert.match(text.out, /time +80 % within +from runs +cost\n/);
    assert.match(text.out, /from start to end .*, which costs \d.* EUR \(/);
  });
});

Deno.test("doctor names the class of hardware and its price", async () => {
  await withFolder(async (folder) => {
    const detail = async () => {
      const { out } = await call(folder, "doctor", "--json");
      const { checks } = JSON.parse(out);
      return checks.find(({ name }: { name: string }) => name === "hardware")
        .detail;
    };
    assert.equal(await detail(), `${hostClass()}, without a price`);
    await Deno.writeTextFile(
      join(folder, "senzai.json"),
      '{"currency":"EUR","prices":{"*":0.5}}',
    );
    assert.equal(await detail(), `${hostClass()}, 0.50 EUR an hour`);
  });
});
