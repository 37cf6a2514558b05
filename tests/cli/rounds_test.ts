import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";
import { pipeline } from "../fixtures/pipeline.ts";
import { startCli, until } from "../fixtures/start_cli.ts";

const HALVING = fileURLToPath(
  new URL("../fixtures/halving_pipeline.ts", import.meta.url),
);
const RUN = ["run", HALVING, "--json"];

/** Calls a command that must succeed; its JSON lines. */
async function json(folder: string, ...args: string[]) {
  const { code, out, err } = await call(folder, ...args, "--json");
  assert.equal(code, 0, err);
  return linesOf(out);
}

function linesOf(out: string) {
  return out.trim().split("\n").map((line) => JSON.parse(line));
}

/** Runs of the store, the oldest first: status, ran, hits. */
async function runs(folder: string) {
  const [list] = await json(folder, "runs");
  return list.map((run: { status: string; ran: number; hits: number }) =>
    `${run.status} ${run.ran} ${run.hits}`
  ).reverse();
}

Deno.test("run takes a study through its rounds, and adds them up", async () => {
  await withFolder(async (folder) => {
    const { code, out, err } = await call(folder, ...RUN);
    assert.equal(code, 0, err);
    const lines = linesOf(out);
    assert.deepEqual(
      lines.flatMap(({ event, round, known, open }) =>
        event === "round" ? [[round, known.length, open]] : []
      ),
      [[1, 0, "halving.choose"], [2, 1, "halving.choose#2"], [3, 2, null]],
    );
    const nodes = lines.filter(({ event }) => event === "node");
    assert.equal(new Set(nodes.map(({ key }) => key)).size, 12);
    assert(nodes.every(({ status }) => status === "ran"));
    const ends = lines.filter(({ event }) => event === "run");
    assert.equal(ends.length, 1);
    const { status, ran, hits, failed, rounds, open, seconds } = ends[0];
    assert.deepEqual(
      { status, ran, hits, failed, rounds, open },
      { status: "ok", ran: 12, hits: 0, failed: 0, rounds: 3, open: null },
    );
    assert.deepEqual(await runs(folder), ["ok 4 0", "ok 4 4", "ok 4 7"]);
    const [past] = await json(folder, "runs");
    const sum = past.reduce(
      (total: number, run: { seconds: number }) => total + run.seconds,
      0,
    );
    assert(seconds >= sum * 0.95, `${seconds} ${sum}`);

    const again = await call(folder, "run", HALVING);
    assert.match(again.out, /Done: 0 ran, 11 from the store/);
    assert.match(again.out, /\nlook +quality\n.*\n +10 +3\.1\n +11 +3\.11\n/);
    const [diff] = await json(folder, "runs", "diff", "last~1", "last");
    assert.deepEqual([diff.same, diff.changed], [11, []]);
  });
});

Deno.test("commands go as far as results are known", async () => {
  await withFolder(async (folder) => {
    const [empty] = await json(folder, "plan", HALVING);
    assert.deepEqual(
      [empty.runs, empty.pending, empty.known, empty.open],
      [3, 1, [], ["halving.choose"]],
    );
    const text = await call(folder, "plan", HALVING, "--only", "page");
    assert.match(text.out, /; and more, once halving\.choose is made\n$/);
    const drawn = await call(folder, "graph", HALVING);
    assert.match(drawn.err, /^More follows once halving\.choose is made/);
    const early = await call(folder, "explain", HALVING, "page");
    assert.equal(early.code, 2);
    assert.match(early.err, /; more follows once 'halving\.choose' is made\n$/);

    const only = [...RUN, "--only", "pilot"];
    assert.equal((await call(folder, ...only)).code, 0);
    const [some] = await json(folder, "plan", HALVING);
    assert.deepEqual(
      [some.hits, some.runs, some.known, some.open],
      [4, 2, ["halving.choose"], ["halving.choose#2"]],
    );
    const known = await call(folder, "plan", HALVING);
    assert.match(known.out, /^Known: halving\.choose\n/);
    assert.deepEqual(await runs(folder), ["ok 4 0"]);

    const report = await json(folder, "report", HALVING);
    assert.match(await Deno.readTextFile(report.at(-1).path), /<title>b</);
    const [all] = await json(folder, "plan", HALVING);
    assert.deepEqual([all.runs, all.open], [1, []], "the table is no page");
    assert.equal((await call(folder, ...RUN)).code, 0);
    const [shown] = await json(folder, "show", HALVING, "pilot");
    assert.deepEqual(shown.artifacts[0].summary, { names: ["b", "c"] });
    const [explained] = await json(folder, "explain", HALVING, "page");
    assert.equal(explained.status, "hit");
    const [drawing] = await json(folder, "graph", HALVING);
    assert.deepEqual(
      drawing.boxes.map(({ lines: [stage] }: { lines: string[] }) =>
        stage!.split(" ")[0]
      ),
      [
        "halving.look",
        "halving.choose",
        "halving.look",
        "halving.sum",
        "report.table",
      ],
    );
    const csv = `${folder}/t.csv`;
    const to = ["table", "--to", csv];
    assert.equal((await call(folder, "export", HALVING, ...to)).code, 0);
    assert.match(await Deno.readTextFile(csv), /^look,quality\r\n10,3\.1\r\n/);
    const verified = await json(folder, "verify", HALVING, "--rerun", "all");
    assert.equal(verified.at(-1).same, 11);
    const log = await call(folder, "logs", "halving.sum");
    assert.equal(log.code, 0);
  });
});

Deno.test("replications each take their rounds; forced nodes run once", async () => {
  await withFolder(async (folder) => {
    const lines = await json(folder, "run", HALVING, "--seed", "1..2");
    assert.deepEqual(
      lines.filter(({ event }) => event === "run")
        .map(({ seed, ran, rounds }) => [seed, ran, rounds]),
      [[1, 12, 3], [2, 0, 1]],
    );
    assert.deepEqual(lines.at(-1).targets.page[0].figures.looks.mean, 2);
  });
  await withFolder(async (folder) => {
    const force = ["--force", "halving.look[candidate=a]"];
    const first = await json(folder, "run", HALVING, ...force);
    assert.equal(first.at(-1).ran, 12);
    const forced = await json(folder, "run", HALVING, ...force);
    assert.deepEqual([forced.at(-1).ran, forced.at(-1).hits], [1, 10]);
  });
});

Deno.test("gc leaves what the last round rests on", async () => {
  await withFolder(async (folder) => {
    assert.equal((await call(folder, ...RUN, "--only", "page")).code, 0);
    await new Promise((done) => setTimeout(done, 1100));
    const gc = ["gc", "--keep-runs", "1", "--grace", "0s"];
    assert.equal((await json(folder, ...gc))[0].runs, 2);
    const [plan] = await json(folder, "plan", HALVING, "--only", "page");
    assert.deepEqual([plan.hits, plan.runs, plan.open], [10, 0, []]);
  });
});

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`a study goes on after ${signal} in its second round`, async () => {
    await withFolder(async (folder) => {
      const slow = [...RUN, "--set", "milliseconds=1500"];
      {
        await using driver = startCli(folder, slow);
        await until(async () => {
          const { code, out } = await call(folder, "status", "--json");
          const [run] = code === 0 ? JSON.parse(out) : [];
          const rows: { node: string }[] = run?.status?.running ?? [];
          return rows.some(({ node }) => node.endsWith("#2")) || undefined;
        });
        driver.child.kill(signal);
        const { code } = await driver.child.status;
        if (signal === "SIGINT") {
          assert.equal(code, 130);
          const { status, ran, rounds, open } = linesOf(await driver.output)
            .at(-1);
          assert.deepEqual(
            [status, ran, rounds, open],
            ["interrupted", 4, 2, "halving.choose#2"],
          );
        }
      }
      const lines = await json(folder, ...slow.slice(0, 2), ...slow.slice(3));
      assert.deepEqual(
        lines.filter(({ event }) => event === "round").length,
        2,
      );
      const { status, ran, hits } = lines.at(-1);
      assert.deepEqual([status, ran, hits], ["ok", 8, 4]);
    });
  });
}

Deno.test("one budget holds for all rounds", async () => {
  await withFolder(async (folder) => {
    const slow = ["--set", "milliseconds=2000", "--executor", "inline"];
    const { code, out, err } = await call(
      folder,
      ...RUN,
      ...slow,
      "--jobs",
      "3",
      "--budget",
      "3s",
    );
    assert.equal(code, 130, err);
    const lines = linesOf(out);
    const end = lines.at(-1);
    assert.deepEqual(
      [end.status, end.stoppedBy, end.ran, end.rounds, end.open],
      ["interrupted", "budget", 4, 2, "halving.choose#2"],
    );
    assert(end.seconds < 8, `${end.seconds}`);
    const text = await call(folder, "run", HALVING, ...slow, "--budget", "1s");
    assert.equal(text.code, 130);
    assert.match(
      text.out,
      /Stopped by the budget of 1s; to go on takes .*, and what follows halving\.choose#2\n/,
    );
  });
});

const MOD = new URL("../../mod.ts", import.meta.url).href;

function source({ best, wiring = "" }: { best: number; wiring?: string }) {
  return `import { anySplit, defineKind, definePipeline, defineStage, z } from "${MOD}";
const Count = defineKind({
  name: "count", version: 1, extension: "json",
  encode: (n: number) => new TextEncoder().encode(JSON.stringify(n)),
  decode: (bytes): number => JSON.parse(new TextDecoder().decode(bytes)),
  summarize: (n) => ({ n }),
});
const shape = { version: 1, summary: "Counts", outputs: { count: Count } };
const pilot = defineStage({ ...shape, name: "own.pilot", inputs: {},
  config: z.object({}), run: () => Promise.resolve({ count: ${best} }) });
const fresh = defineStage({ ...shape, name: "own.fresh", inputs: {},
  config: z.object({ of: z.number() }),
  run: ({ config }) => Promise.resolve({ count: config.of * 10 }) });
const held = defineStage({ ...shape, name: "own.held", inputs: {}, testOutputs: ["count"],
  config: z.object({}), run: () => Promise.resolve({ count: 1 }) });
const twice = defineStage({ ...shape, name: "own.twice", inputs: { count: anySplit(Count) },
  config: z.object({}), run: ({ inputs }) => Promise.resolve({ count: 2 * inputs.count }) });
export default definePipeline({
  name: "own",
  params: z.object({ leak: z.boolean().default(false) }),
  targets: ({ leak }, { known }) => {
    const { count } = pilot();
    if (leak) known(twice({ count: held().count }).count as never);
    const found = known(count);
    if (found === undefined) return { count };
    ${wiring}
    return { chosen: fresh({ of: found }).count };
  },
});
`;
}

Deno.test("an edit of a stage decides anew; an edit of the wiring runs nothing", async () => {
  await withFolder(async (folder) => {
    const edit = (parts: Parameters<typeof source>[0]) =>
      Deno.writeTextFile(`${folder}/own.ts`, source(parts));
    const run = async () => {
      const { code, out, err } = await pipeline(
        folder,
        ...["run", "own.ts", "--json"],
      );
      assert.equal(code, 0, err);
      const { ran, hits } = linesOf(out).at(-1);
      return [ran, hits];
    };
    const chosen = async () => {
      const { out } = await pipeline(
        folder,
        ...["show", "own.ts", "chosen", "--json"],
      );
      return JSON.parse(out).artifacts[0].summary.n;
    };
    await edit({ best: 3 });
    assert.deepEqual(await run(), [2, 0]);
    assert.equal(await chosen(), 30);
    await edit({
      best: 3,
      wiring: "if (known(fresh({ of: found }).count) === 7) return { count };",
    });
    assert.deepEqual(await run(), [0, 2]);
    await edit({ best: 4 });
    const { out } = await pipeline(folder, "plan", "own.ts", "--json");
    assert.deepEqual(JSON.parse(out).open, ["own.pilot"]);
    assert.deepEqual(await run(), [2, 0]);
    assert.equal(await chosen(), 40);
    const leak = ["run", "own.ts", "--set", "leak=true"];
    assert.deepEqual(await pipeline(folder, ...leak), {
      code: 2,
      out: "",
      err:
        "Cannot look at a result while the pipeline is built: 'count' of 'own.twice' rests on 'count' of 'own.held', which is test data, by which nothing may be chosen; use training or validation data\n",
    });
  });
});
