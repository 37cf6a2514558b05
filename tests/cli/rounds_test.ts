import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const STUDY = fileURLToPath(
  import.meta.resolve("../fixtures/halving_pipeline.ts"),
);

async function json(folder: string, ...args: readonly string[]) {
  const { code, out, err } = await call(folder, ...args, "--json");
  assert.equal(code, 0, err);
  return out.trim().split("\n").map((line) => JSON.parse(line));
}

function looksOf(
  lines: readonly { event: string; node?: string; status?: string }[],
) {
  return lines.filter(({ event, node, status }) =>
    event === "node" && status === "ran" && node!.startsWith("halving.look")
  ).length;
}

Deno.test("run makes what a pipeline looks at, then what it builds from that", async () => {
  await withFolder(async (folder) => {
    const lines = await json(folder, "run", STUDY, "--executor", "inline");
    const rounds = lines.filter(({ event }) => event === "round");
    assert.deepEqual(rounds.map(({ round, open }) => [round, open]), [
      [1, "halving.choose"],
      [2, "halving.choose#2"],
      [3, null],
    ]);
    // Three of the pilot, the better two, and two fresh ones of the best.
    assert.equal(looksOf(lines), 7);
    const end = lines.at(-1);
    assert.equal(end.event, "run");
    assert.equal(end.rounds, 3);
    assert.equal(end.failed, 0);
    const again = await json(folder, "run", STUDY, "--executor", "inline");
    assert.equal(again.at(-1).ran, 0);
    const text = await call(folder, "run", STUDY, "--executor", "inline");
    assert.match(text.out, /Done: 0 ran, 11 from the store/);
  });
});

Deno.test("plan says what is known and what is open, before and after", async () => {
  await withFolder(async (folder) => {
    const [before] = await json(folder, "plan", STUDY);
    assert.deepEqual([before.known, before.open], [[], ["halving.choose"]]);
    assert.match(
      (await call(folder, "plan", STUDY)).out,
      /and more, once halving\.choose is made/,
    );
    await json(folder, "run", STUDY, "--executor", "inline", "--only", "pilot");
    const [between] = await json(folder, "plan", STUDY);
    assert.deepEqual([between.known, between.open], [
      ["halving.choose"],
      ["halving.choose#2"],
    ]);
    await json(folder, "run", STUDY, "--executor", "inline");
    const [after] = await json(folder, "plan", STUDY);
    assert.equal(after.runs, 0);
    assert.deepEqual(after.open, []);
  });
});

Deno.test("show, explain, report, export and verify go through the rounds", async () => {
  await withFolder(async (folder) => {
    await json(folder, "run", STUDY, "--executor", "inline");
    assert.match((await call(folder, "show", STUDY, "table")).out, /quality/);
    assert.match(
      (await call(folder, "explain", STUDY, "halving.sum")).out,
      /up to date|in the store/i,
    );
    assert.equal(
      (await json(folder, "report", STUDY, "--no-open")).at(-1).event,
      "report",
    );
    assert.equal(
      (await call(folder, "verify", STUDY, "--rerun", "all")).code,
      0,
    );
    assert.equal((await call(folder, "gc", "--grace", "0s")).code, 0);
    // What the last round still contains is kept.
    assert.equal(
      (await json(folder, "run", STUDY, "--executor", "inline")).at(-1).ran,
      0,
    );
  });
});

Deno.test("an interrupted study goes on where it was", async () => {
  await withFolder(async (folder) => {
    const cut = await call(
      folder,
      "run",
      STUDY,
      "--executor",
      "inline",
      "--set",
      "milliseconds=400",
      "--budget",
      "1s",
      "--json",
    );
    assert.equal(cut.code, 130);
    const done = looksOf(
      cut.out.trim().split("\n").map((line) => JSON.parse(line)),
    );
    assert.ok(done > 0 && done < 7, `${done}`);
    const rest = await json(
      folder,
      "run",
      STUDY,
      "--executor",
      "inline",
      "--set",
      "milliseconds=400",
    );
    assert.equal(done + looksOf(rest), 7);
  });
});

Deno.test("run --more-seeds adds a look to the last run's, with its parameters", async () => {
  await withFolder(async (folder) => {
    const run = (...args: readonly string[]) =>
      call(folder, "run", STUDY, "--executor", "inline", "--json", ...args);
    await run("--set", "candidates=[a, c]");
    const more = await run("--more-seeds", "3");
    assert.equal(more.code, 0, more.err);
    assert.match(more.err, /--set 'fresh=\[2,3\]'/);
    assert.match(more.err, /--set 'candidates=\["a","c"\]'/);
    const lines = more.out.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(looksOf(lines), 3);
    const third = await run("--more-seeds", "1");
    assert.match(third.err, /--set 'fresh=\[2,3,1\]'/);
    const same = await run(
      "--set",
      "fresh=[2, 3, 1]",
      "--set",
      "candidates=[a, c]",
    );
    assert.equal(JSON.parse(same.out.trim().split("\n").at(-1)!).ran, 0);
    const both = await run("--more-seeds", "1", "--set", "fresh=[1]");
    assert.equal(both.code, 2);
    assert.match(both.err, /--set names 'fresh' too/);
    const other = fileURLToPath(
      import.meta.resolve("../fixtures/numbers_pipeline.ts"),
    );
    const none = await call(folder, "run", other, "--more-seeds", "1");
    assert.equal(none.code, 2);
    assert.match(none.err, /has no parameter 'fresh'/);
  });
});
