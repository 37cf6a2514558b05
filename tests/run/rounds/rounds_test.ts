import assert from "node:assert/strict";
import { z } from "zod";
import { type AnyRef, definePipeline, type Results } from "../../../mod.ts";
import type { RunEvent } from "../../../lib/run/observe/events.ts";
import { runRounds } from "../../../lib/run/rounds/run_rounds.ts";
import { openRounds, settleRound } from "../../../lib/run/rounds/rounds.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { emit, misbehave, truncate } from "../../fixtures/stages.ts";

/** A pipeline whose targets depend on results alone. */
function looking(
  targets: (known: Results["known"]) => Readonly<Record<string, AnyRef>>,
) {
  return definePipeline({
    name: "test",
    params: z.object({}),
    targets: (_, { known }) => targets(known),
  });
}

/** Doubles a number in each of some rounds. */
function doubling(rounds: number) {
  return looking((known) => {
    let values = [1];
    for (let i = 0; i < rounds; i++) {
      const { numbers } = emit({ values });
      const found = known(numbers);
      if (found === undefined) return { numbers };
      values = found.map((value) => 2 * value);
    }
    return { last: emit({ values }).numbers };
  });
}

/** Runs inline, and tells what happened. */
async function play(
  store: Store,
  pipeline: Parameters<typeof openRounds>[0],
  options: Parameters<typeof runRounds>[2] = {},
) {
  const events: RunEvent[] = [];
  const summary = await runRounds(openRounds(pipeline), store, {
    executor: "inline",
    ...options,
    onEvent: (event) => events.push(event),
  });
  return { ...summary, events };
}

Deno.test("runRounds() makes what is asked for, then what follows, and adds up", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const first = await play(store, doubling(3));
    assert.deepEqual(
      [first.status, first.ran, first.hits, first.rounds, first.open],
      ["ok", 4, 0, 4, undefined],
    );
    const types = first.events.map(({ type }) => type);
    assert.equal(types.filter((type) => type === "run-finished").length, 1);
    assert.equal(types.at(-1), "run-finished");
    assert.deepEqual(
      first.events.flatMap((event) =>
        event.type === "round" ? [[event.known.length, event.open]] : []
      ),
      [
        [0, "test.emit"],
        [1, "test.emit#2"],
        [2, "test.emit#3"],
        [3, undefined],
      ],
    );
    const told = first.events.flatMap((event) =>
      event.type === "node-finished" && !event.again ? [event.node] : []
    );
    assert.equal(new Set(told).size, told.length);
    assert.deepEqual(
      [first.nodes.length, first.nodes.every(({ status }) => status === "ran")],
      [4, true],
    );
    const { digest } = first.targets.last!;
    assert.equal(new TextDecoder().decode(store.blobs.read(digest)), "[8]");
    const again = await play(store, doubling(3));
    assert.deepEqual([again.ran, again.hits, again.rounds], [0, 4, 1]);
  });
});

Deno.test("settleRound() goes as far as the store knows, and holds what it looked at", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const opened = openRounds(doubling(2));
    assert.equal(opened.graph.open?.port, "numbers");
    const none = await settleRound(opened, store);
    assert.equal(none.answers.length, 0);
    await play(store, doubling(2), { only: ["test.emit"] });
    const some = await settleRound(opened, store);
    assert.deepEqual(some.answers.map(({ node }) => node), ["test.emit"]);
    assert.equal(some.graph.open, some.graph.asked[1]);
    assert.deepEqual(Object.keys(some.graph.earlier), ["numbers"]);
    await play(store, doubling(2), { only: ["last"] });
    const nodes = store.runs.nodes(store.runs.list()[0]!.id);
    assert.equal(nodes.length, 3, "gc finds the questions in the last run");
  });
});

Deno.test("what a build does to an answer changes nothing for the next", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const { ran } = await play(
      store,
      looking((known) => {
        const found = known(emit({ values: [3, 1] }).numbers) as number[];
        found?.push(5);
        const more = emit({ values: found ?? [] }).numbers;
        return known(more) === undefined
          ? { more }
          : { end: truncate({ numbers: more }).numbers };
      }),
    );
    assert.equal(ran, 4, "both emitters, that of no values, and the end");
  });
});

Deno.test("a pipeline that asks otherwise after the same answers is refused", async () => {
  const one = emit({ values: [1] }).numbers;
  const two = emit({ values: [2] }).numbers;
  let builds = 0;
  const cases: [Parameters<typeof looking>[0], RegExp][] = [
    [
      (known) => ({
        one: known(emit({ values: [builds++] }).numbers) && one || one,
      }),
      /question 1 asked for 'numbers' of 'test\.emit' before and for another 'numbers' of 'test\.emit' now, after the same answers; let targets depend on its parameters and on what known returns, and on nothing else$/,
    ],
    [
      (known) => {
        if (builds++ === 0) known(one);
        return { two };
      },
      /question 1 asked for 'numbers' of 'test\.emit' before and for nothing now/,
    ],
    [
      (known) => {
        known(builds++ < 2 ? one : truncate({ numbers: two }).numbers);
        known(two);
        return { two };
      },
      /question 1 .* and for 'numbers' of 'test\.truncate' now/,
    ],
  ];
  for (const [targets, message] of cases) {
    await withFolder(async (folder) => {
      using store = Store.open(folder);
      builds = 0;
      await assert.rejects(play(store, looking(targets)), {
        name: "PipelineError",
        code: "misuse",
        message,
      });
    });
  }
});

Deno.test("a pipeline that asks for ever is refused", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const endless = looking((known) => {
      const { numbers } = emit({ values: [1] });
      for (;;) if (known(numbers) === undefined) return { numbers };
    });
    await assert.rejects(play(store, endless), {
      code: "misuse",
      message: /it looks at more than 1000 results, one after the other; let/,
    });
  });
});

Deno.test("runRounds() ends with a round that fails", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const failing = looking((known) => {
      const { numbers } = misbehave({}, { how: "throw" });
      return known(numbers) === undefined ? {} : { numbers };
    });
    const { status, failed, open, rounds } = await play(store, failing);
    assert.deepEqual(
      [status, failed, open, rounds],
      ["failed", 1, "test.misbehave", 1],
    );
    const side = looking((known) => {
      const bad = misbehave({}, { how: "throw" }).numbers;
      const found = known(emit({ values: [1] }).numbers);
      return found === undefined ? { bad } : {};
    });
    const both = await play(store, side);
    assert.deepEqual([both.status, both.ran, both.failed], ["failed", 1, 1]);
  });
});

Deno.test("runRounds() makes a damaged answer again", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    await play(store, doubling(1));
    const { answers } = await settleRound(openRounds(doubling(1)), store);
    const { digest } = answers[0]!;
    const path = store.blobs.path(digest);
    Deno.writeTextFileSync(path, "[9]");
    const open = await settleRound(openRounds(doubling(1)), store);
    assert.equal(open.answers.length, 0);
    const { status, ran } = await play(store, doubling(1));
    assert.deepEqual([status, ran], ["ok", 1]);
    assert.equal(Deno.readTextFileSync(path), "[1]");
  });
});

Deno.test("runRounds() shares names among rounds", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const pipeline = doubling(2);
    const unknown = { only: ["lsat"] };
    await assert.rejects(play(store, pipeline, unknown), {
      code: "misuse",
      message: /Cannot make 'lsat'/,
    });
    const events: RunEvent[] = [];
    const forced = await runRounds(openRounds(pipeline), store, {
      executor: "inline",
      only: ["last"],
      force: ["test.emit", "test.emit#3"],
      onEvent: (event) => events.push(event),
    });
    assert.deepEqual(
      forced.nodes.map(({ node, status }) => `${node} ${status}`),
      ["test.emit ran", "test.emit#2 hit", "test.emit#3 ran"],
    );
    const earlier = await play(store, pipeline, { only: ["numbers"] });
    assert.deepEqual([earlier.status, earlier.ran], ["ok", 0]);
  });
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const node = await play(store, doubling(2), { only: ["test.emit"] });
    assert.deepEqual([node.ran, node.rounds], [1, 1]);
    assert.equal(node.open, "test.emit");
    const later = await play(store, doubling(2), { only: ["last"] });
    const warnings = later.events.flatMap((event) =>
      event.type === "warning" ? [event.message] : []
    );
    assert.deepEqual(warnings, [
      "no target or node 'last' so far; it is looked for again once test.emit#2 is made",
    ]);
    assert.deepEqual([later.ran, Object.keys(later.targets)], [2, ["last"]]);
  });
});
