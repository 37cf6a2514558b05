import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectSeeds } from "../../lib/cli/seeds.ts";
import { deriveSeed } from "../../lib/plan/seed.ts";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";
import { near } from "../fixtures/points.ts";

const SEEDED = fileURLToPath(
  new URL("../fixtures/seeded_pipeline.ts", import.meta.url),
);

/** Calls a command that must succeed; its JSON lines. */
async function json(folder: string, ...args: string[]) {
  const { code, out, err } = await call(folder, ...args, "--json");
  assert.equal(code, 0, err);
  return out.trim().split("\n").map((line) => JSON.parse(line));
}

/** What the fixture scores with a seed of the pipeline. */
function figure(seed: number): number {
  return 5 + Number(deriveSeed(seed, 0) % 1000n);
}

Deno.test("collectSeeds() reads numbers, ranges and lists, each once", () => {
  assert.deepEqual(collectSeeds("3", []), [3]);
  assert.deepEqual(collectSeeds("1..5", [0]), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(collectSeeds("7, 2..3", [2]), [2, 7, 3]);
  for (const bad of ["", "x", "5..1", "1..", "-1", "1.5", "0..1000", "1e3"]) {
    assert.throws(() => collectSeeds(bad, []), /expected/, bad);
  }
});

Deno.test("run --seed makes replications, shares what it can, and sums up", async () => {
  await withFolder(async (folder) => {
    const run = ["run", SEEDED, "--executor", "inline"];
    const events = await json(folder, ...run, "--seed", "1..2", "--seed", "7");
    const ends = events.filter(({ event }) => event === "run");
    assert.deepEqual(
      ends.map(({ seed, ran, hits }) => [seed, ran, hits]),
      [[1, 5, 0], [2, 4, 1], [7, 4, 1]],
    );
    assert(events.slice(0, -1).every(({ seed }) => [1, 2, 7].includes(seed)));
    const last = events.at(-1);
    assert.deepEqual(
      [last.event, last.pipeline, last.status, last.seeds],
      ["replications", "seeded", "ok", [1, 2, 7]],
    );
    const values = [1, 2, 7].map(figure);
    const mean = (values[0]! + values[1]! + values[2]!) / 3;
    const sd = Math.hypot(...values.map((value) => value - mean)) /
      Math.SQRT2;
    // The 97.5 % point of Student's t with two degrees of freedom.
    const t = 2 * 0.475 * Math.sqrt(2 / (1 - 4 * 0.475 ** 2));
    for (
      const found of [
        last.targets.scores[0].figures.value,
        last.targets.page[0].figures.number,
        last.targets.table[0].figures.drawn,
      ]
    ) {
      assert.equal(found.count, 3);
      assert(near(found.mean, mean, 1e-9));
      assert(near(found.sd, sd, 1e-9));
      assert(near((found.high - mean) / ((t * sd) / Math.sqrt(3)), 1, 1e-5));
    }
    assert.deepEqual(last.targets.table[1].labels, { scale: 2 });
    for (const seed of [1, 2, 7]) {
      const path = join(
        folder,
        `.senzai/reports/seeded/seed-${seed}/page.html`,
      );
      assert.match(await Deno.readTextFile(path), RegExp(`>${figure(seed)}<`));
    }
    // Without the flag, the keys are those of the pipeline's own seed.
    const own = await json(folder, ...run);
    assert.deepEqual([own.at(-1).hits, own.at(-1).ran], [5, 0]);
    assert(own.every((line) => line.seed === undefined));
    const { out } = await call(folder, ...run, "--seed", "1,2");
    assert.match(out, /Seed 1 \(1 of 2\)[\s\S]*Seed 2 \(2 of 2\)/);
    assert.match(out, /scores, over seeds 1, 2\nscore +figure +mean +sd/);
  });
});

Deno.test("replications can be looked at, and keep their own histories", async () => {
  await withFolder(async (folder) => {
    await json(folder, "run", SEEDED, "--executor", "inline", "--seed", "3");
    const at = ["--seed", "3"];
    const [plan] = await json(folder, "plan", SEEDED, ...at);
    assert.deepEqual([plan.hits, plan.runs], [5, 0]);
    const [other] = await json(folder, "plan", SEEDED);
    assert.deepEqual([other.hits, other.runs, other.pending], [1, 2, 2]);
    assert.equal(other.nodes[1].reason, "never run");
    const [shown] = await json(folder, "show", SEEDED, "scores", ...at);
    assert.equal(shown.artifacts[0].kind, "scores");
    const path = `${folder}/t.csv`;
    await json(folder, "export", SEEDED, "table", "--to", path, ...at);
    assert.match(await Deno.readTextFile(path), RegExp(`${figure(3)}`));
    const [explained] = await json(folder, "explain", SEEDED, "scores", ...at);
    assert.equal(explained.manifest.seed, 3);
    assert.equal(explained.key, explained.previousKey);
    const report = await json(folder, "report", SEEDED, ...at);
    assert.match(report.at(-1).path, /reports\/seeded\/seed-3\/page\.html$/);
    const [runs] = await json(folder, "runs", "--pipeline", "seeded@3");
    assert.equal(runs.length, 2);
    const verified = await json(
      folder,
      "verify",
      SEEDED,
      "--rerun",
      "all",
      "--executor",
      "inline",
      ...at,
    );
    assert.equal(verified.at(-1).same, 5);
  });
});

Deno.test("--seed is refused when it is no whole number", async () => {
  await withFolder(async (folder) => {
    for (const command of ["run", "plan", "report"]) {
      const { code, err } = await call(folder, command, SEEDED, "--seed", "x");
      assert.equal(code, 2);
      assert.match(err, /expected a (seed|whole number)/);
    }
  });
});
