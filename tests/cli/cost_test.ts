import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { budgetOf } from "../../lib/cli/budget.ts";
import { priceOf } from "../../lib/cli/price.ts";
import { hostClass } from "../../lib/run/machine/host.ts";
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
  const prices30 = { [`${"*a".repeat(30)}*b`]: 1, "*a*": 2 };
  const long = "a".repeat(2000);
  const started = performance.now();
  assert.equal(
    priceOf({ currency: "EUR", prices: prices30 }, long)?.perHour,
    2,
  );
  assert.ok(performance.now() - started < 100);
  for (
    const [pattern, host, isMatch] of [
      ["a*a", "a", false],
      ["a*a", "aa", true],
      ["*ab*b", "ab", false],
      ["*ab*b", "xabab", true],
      ["**", "", true],
      ["a", "aa", false],
    ] as const
  ) {
    const found = priceOf({ currency: "EUR", prices: { [pattern]: 1 } }, host);
    assert.equal(found !== undefined, isMatch, `${pattern} ${host}`);
  }
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

Deno.test("budgetOf() reads time and money, and names what is missing", () => {
  const settings = { currency: "EUR", prices: { "*": 2 } };
  assert.equal(budgetOf("90m", settings).seconds, 5400);
  assert.equal(budgetOf("30s", { prices: {} }).seconds, 30);
  const money = budgetOf("20", settings);
  assert.equal(money.seconds, 36_000);
  assert.equal(money.text, "20.00 EUR");
  assert.equal(money.format!(1800), "1.00 EUR");
  assert.equal(budgetOf("20 EUR", settings).seconds, 36_000);
  const cases = [
    ["lots", settings, /expected a duration such as 30s, 90m or 2h, or money/],
    ["0", settings, /expected a duration/],
    ["20USD", settings, /prices are in EUR; give the budget in EUR/],
    ["20", { prices: { "*": 2 } }, /names no currency; set "currency"/],
    ["20", { currency: "EUR", prices: { mars: 2 } }, /no price for this/],
  ] as const;
  for (const [text, given, message] of cases) {
    assert.throws(() => budgetOf(text, given), { code: "misuse", message });
  }
});

Deno.test("run --budget ends with 130, says what is left, and goes on later", async () => {
  await withFolder(async (folder) => {
    const args = ["run", WALK, "--executor", "inline", "--set"];
    const misuse = await call(folder, ...args, "steps=9", "--budget", "20");
    assert.equal(misuse.code, 2);
    assert.match(misuse.err, /^Cannot use budget '20': it is money/);
    for (const steps of [8, 10, 12]) {
      assert.equal((await call(folder, ...args, `steps=${steps}`)).code, 0);
    }
    const long = [...args, "steps=3000", "--budget"];
    const text = await call(folder, ...long, "5s");
    assert.equal(text.code, 130);
    assert.match(
      text.out,
      /\nStopped by the budget of 5s; to go on takes about \d.*, up to .*\n/,
    );
    await Deno.writeTextFile(
      join(folder, "senzai.json"),
      '{"currency":"EUR","prices":{"*":3600}}',
    );
    const json = await call(folder, ...long, "5 EUR", "--json");
    assert.equal(json.code, 130);
    const [node, run] = json.out.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assert.equal(node.status, "blocked");
    assert.match(
      node.reason,
      /within the budget of 5\.00 EUR: 0\.\d+ EUR used/,
    );
    assert.deepEqual([run.status, run.stoppedBy], ["interrupted", "budget"]);
    assert.equal(run.unknown, 0);
    assert.deepEqual(run.remaining, node.predicted);
    const spoken = await call(folder, ...long, "5 EUR");
    assert.match(spoken.out, / takes about \d.* s, up to .* \(\d.* EUR, up to/);
    const quiet = await call(folder, ...long, "5s", "--quiet");
    assert.match(quiet.err, /^Stopped by the budget of 5s/);
  });
});

Deno.test("run and runs show prediction against reality", async () => {
  await withFolder(async (folder) => {
    const args = ["run", WALK, "--executor", "inline"];
    const first = await call(
      folder,
      ...args,
      "--set",
      "steps=9",
      "--seed",
      "1",
    );
    assert.doesNotMatch(first.out, /predicted/);
    const again = ["--set", "steps=9", "--seed"];
    const { out } = await call(folder, ...args, ...again, "2");
    const row =
      /test\.walk {2}predicted \d.* s \(\d.* – \d.* s\), took \d.* s; [01] of 1 within\n/;
    assert.match(out, row);
    const text = await call(folder, "runs", "last");
    assert.match(text.out, row);
    assert.match(text.out, /node +status +time +predicted +why\n/);
    const json = await call(folder, ...args, ...again, "3", "--json");
    const [node, run] = json.out.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assert(node.predicted.low < node.predicted.seconds);
    assert.deepEqual(run.predicted, node.predicted);
    assert.equal(run.reality.total.nodes, 1);
    const past = JSON.parse((await call(folder, "runs", "last", "--json")).out);
    assert.deepEqual(past.reality, run.reality);
  });
});
