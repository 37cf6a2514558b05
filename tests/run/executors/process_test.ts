import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play, readTarget } from "../../fixtures/run.ts";
import { chatter, emit, misbehave, truncate } from "../../fixtures/stages.ts";

const DRIVER = fileURLToPath(
  new URL("../../fixtures/driver.ts", import.meta.url),
);
const WALK = fileURLToPath(
  new URL("../../fixtures/walk_pipeline.ts", import.meta.url),
);

/** A driver process that runs the walk, and what it printed so far. */
class Driver {
  readonly child: Deno.ChildProcess;
  readonly lines: string[] = [];
  readonly #read: Promise<void>;
  #errors = "";

  constructor(
    store: string,
    params: Record<string, number>,
    env: Record<string, string> = {},
  ) {
    this.child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", DRIVER, store, WALK, JSON.stringify(params)],
      stdout: "piped",
      stderr: "piped",
      env: { SENZAI_CHECKPOINT_SECONDS: "0.1", NO_COLOR: "1", ...env },
    }).spawn();
    this.#read = this.#collect();
  }

  async #collect(): Promise<void> {
    const errors = new Response(this.child.stderr).text();
    const stream = this.child.stdout.pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const text of stream) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      this.lines.push(...parts);
    }
    this.#errors = await errors;
  }

  /** Resolves when the walk has come to `step`. */
  async reach(step: number): Promise<void> {
    const reached = () =>
      this.lines.some((line) =>
        line.startsWith("progress") && Number(line.slice(9)) >= step
      );
    for (let i = 0; i < 1500 && !reached(); i++) await pause(20);
    assert.ok(reached(), `never reached step ${step}: ${this.lines}`);
  }

  /** Exit code (or signal), and the JSON lines. */
  async end() {
    const { code, signal } = await this.child.status;
    await this.#read;
    const events = this.lines.filter((line) => line.startsWith("{"));
    return {
      end: signal ?? code,
      events: events.map((line) => JSON.parse(line)),
      errors: this.#errors,
    };
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Ids of the processes that a process started. */
function childrenOf(parent: number): number[] {
  return [...Deno.readDirSync("/proc")]
    .map(({ name }) => Number(name))
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return Number(status.slice(status.lastIndexOf(")")).split(" ")[2]);
  } catch {
    return undefined;
  }
}

/** Whether a process is there and no zombie. */
function isAlive(pid: number): boolean {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/\) Z /.test(status);
  } catch {
    return false;
  }
}

async function waitForEnd(pids: readonly number[], seconds: number) {
  for (let i = 0; i < seconds * 20 && pids.some(isAlive); i++) await pause(50);
  assert.deepEqual(pids.filter(isAlive), [], "left over");
}

async function wholeWalk(steps: number): Promise<unknown> {
  return await withFolder(async (folder) => {
    const driver = new Driver(folder, { steps, milliseconds: 0 });
    const { end, events, errors } = await driver.end();
    assert.equal(end, 0, errors);
    return events[0].outputs;
  });
}

Deno.test("process executor gives the same bytes as the inline one", async () => {
  await withFolder(async (folder) => {
    const targets = {
      a: truncate({ numbers: emit({ values: [1.5] }).numbers }).numbers,
    };
    const apart = await play(`${folder}/1`, targets, { executor: "process" });
    const inline = await play(`${folder}/2`, targets);
    assert.deepEqual(apart.targets, inline.targets);
    assert.equal(apart.status, "ok");
  });
});

Deno.test("process executor keeps everything a stage prints in its log", async () => {
  await withFolder(async (folder) => {
    const targets = { text: chatter().text };
    const run = await play(folder, targets, { executor: "process" });
    assert.equal(readTarget(folder, run, "text"), "done");
    const log = Deno.readTextFileSync(run.nodes[0]!.log!);
    assert.deepEqual(log.trim().split("\n").sort(), [
      "from console.error",
      "from console.log",
      // As on a terminal, where both go to one place too.
      "raw output, no line endraw error",
    ]);
    using store = Store.open(folder);
    const { log: digest } = store.action(run.nodes[0]!.key!)!;
    assert.equal(store.blobs.verify(digest!), true);
  });
});

Deno.test("process executor turns every death into one failed node", async () => {
  const cases = {
    exit:
      /^Cannot run node 'test.misbehave': it ended its process with exit code 0 \(.*stages\.ts:\d+\); a stage must return or throw$/,
    crash: /its process was killed \(SIGKILL\), perhaps for lack of memory/,
    "reject later":
      /': a promise that nothing awaited was rejected: nobody listens$/,
    throw: /Cannot go on: the moon is full$/,
    nan: /its output 'numbers' is no valid 'test\/numbers': holds NaN$/,
  } as const;
  await withFolder(async (folder) => {
    for (const [how, message] of Object.entries(cases)) {
      const bad = misbehave({}, { how: how as keyof typeof cases }).numbers;
      const targets = {
        bad: truncate({ numbers: bad }).numbers,
        good: truncate({ numbers: emit({ values: [2.5] }).numbers }).numbers,
      };
      const options = { executor: "process", force: ["test.emit"] } as const;
      const run = await play(folder, targets, options);
      assert.equal(run.failed, 1, how);
      assert.equal(run.blocked, 1, how);
      assert.deepEqual(Object.keys(run.targets), ["good"]);
      const failed = run.nodes.find(({ status }) => status === "failed")!;
      assert.match(failed.reason, message);
      assert.match(Deno.readTextFileSync(failed.log!), /about to misbehave/);
    }
  });
  assert.deepEqual(childrenOf(Deno.pid).filter(isWorker), []);
});

Deno.test("a stage that leaks until memory is out is one failed node", async () => {
  Deno.env.set("DENO_V8_FLAGS", "--max-old-space-size=128");
  try {
    await withFolder(async (folder) => {
      const run = await play(folder, {
        bad: misbehave({}, { how: "leak" }).numbers,
        good: emit({ values: [2.5] }).numbers,
      }, { executor: "process" });
      assert.deepEqual(Object.keys(run.targets), ["good"]);
      const { reason } = run.nodes.find(({ status }) => status === "failed")!;
      assert.equal(
        reason,
        "Cannot run node 'test.misbehave': its process ran out of memory for JavaScript's objects; make the stage smaller, or raise V8's limit with DENO_V8_FLAGS=--max-old-space-size=MIB",
      );
    });
  } finally {
    Deno.env.delete("DENO_V8_FLAGS");
  }
});

Deno.test("process executor kills stages that do not listen", async () => {
  await withFolder(async (folder) => {
    for (const how of ["hang", "spin"] as const) {
      const stop = new AbortController();
      const kill = new AbortController();
      const run = await play(folder, { x: misbehave({}, { how }).numbers }, {
        executor: "process",
        signal: stop.signal,
        kill: kill.signal,
        onEvent(event) {
          if (event.type !== "node-log") return;
          stop.abort();
          setTimeout(() => kill.abort(), 50);
        },
      });
      assert.equal(run.status, "interrupted");
      assert.match(run.nodes[0]!.reason, /interrupted; it had saved no/);
    }
  });
  assert.deepEqual(childrenOf(Deno.pid).filter(isWorker), []);
});

Deno.test("a driver that is killed leaves no process, and the next goes on bit for bit", async () => {
  const whole = await wholeWalk(150);
  await withFolder(async (folder) => {
    const first = new Driver(folder, { steps: 150 });
    await first.reach(40);
    const workers = childrenOf(first.child.pid);
    assert.equal(workers.length, 1);
    first.child.kill("SIGKILL");
    assert.equal((await first.end()).end, "SIGKILL");
    await waitForEnd(workers, 5);
    const second = new Driver(folder, { steps: 150 });
    const { end, events } = await second.end();
    assert.equal(end, 0);
    const steps = second.lines.filter((line) => line.startsWith("progress"))
      .map((line) => Number(line.slice(9)));
    assert.ok(steps[0]! > 20, `started over at step ${steps[0]}`);
    assert.deepEqual(events[0].outputs, whole);
  });
});

Deno.test("a worker that is killed loses at most one checkpoint interval", async () => {
  const whole = await wholeWalk(150);
  await withFolder(async (folder) => {
    const first = new Driver(folder, { steps: 150 });
    await first.reach(60);
    const [worker] = childrenOf(first.child.pid);
    Deno.kill(worker!, "SIGKILL");
    const { end, events } = await first.end();
    assert.equal(end, 1);
    assert.equal(events[0].status, "failed");
    assert.match(events[0].reason, /killed \(SIGKILL\)/);
    const second = new Driver(folder, { steps: 150 });
    const resumed = await second.end();
    assert.equal(resumed.end, 0);
    const step = Number(
      second.lines.find((line) => line.startsWith("progress"))!.slice(9),
    );
    // 100 ms between checkpoints at 10 ms and more a step, and a wide margin.
    assert.ok(step >= 30, `started over at step ${step}`);
    assert.deepEqual(resumed.events[0].outputs, whole);
  });
});

Deno.test("SIGINT and SIGTERM save a checkpoint and exit with 130", async () => {
  const whole = await wholeWalk(120);
  await withFolder(async (folder) => {
    let reached = 0;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      // No checkpoint is due by time: the one on the signal is all there is.
      const driver = new Driver(folder, { steps: 120 }, {
        SENZAI_CHECKPOINT_SECONDS: "1000",
      });
      await driver.reach(reached + 20);
      const workers = childrenOf(driver.child.pid);
      driver.child.kill(signal);
      const { end, events } = await driver.end();
      assert.equal(end, 130);
      assert.equal(events.at(-1).status, "interrupted");
      assert.match(events[0].reason, /goes on from its checkpoint/);
      await waitForEnd(workers, 2);
      reached += 20;
    }
    const driver = new Driver(folder, { steps: 120 });
    const { end, events } = await driver.end();
    assert.equal(end, 0);
    assert.ok(Number(driver.lines[0]!.slice(9)) >= 40);
    assert.deepEqual(events[0].outputs, whole);
  });
});

Deno.test("two drivers on one store do no harm to each other", async () => {
  await withFolder(async (folder) => {
    const params = { steps: 60, milliseconds: 2 };
    const env = { SENZAI_CHECKPOINT_SECONDS: "0" };
    const drivers = [1, 2].map(() => new Driver(folder, params, env));
    const [first, second] = await Promise.all(
      drivers.map((driver) => driver.end()),
    );
    for (const { end, errors } of [first!, second!]) {
      assert.equal(end, 0, errors);
    }
    assert.deepEqual(first!.events[0].outputs, second!.events[0].outputs);
    const third = await new Driver(folder, params).end();
    assert.equal(third.events[0].status, "hit");
  });
});

Deno.test("a pipeline file that runs itself does not start runs without end", async () => {
  await withFolder((folder) => {
    const at = (path: string) => new URL(path, import.meta.url).href;
    const text = (call: string) =>
      `import { buildGraph } from "${at("../../../lib/plan/graph.ts")}";
       import { definePipeline } from "${at("../../../lib/dsl/pipeline.ts")}";
       import { defineStage } from "${at("../../../lib/dsl/stage.ts")}";
       import { runGraph } from "${at("../../../lib/run/driver/run.ts")}";
       import { Store } from "${at("../../../lib/store/store.ts")}";
       import { emit } from "${at("../../fixtures/stages.ts")}";
       export const mine = defineStage({ ...emit.spec, name: "my.own" });
       const pipeline = definePipeline({
         name: "own",
         targets: { x: mine({ values: [1] }).numbers },
       });
       ${call} {
         const store = Store.open("${folder}/store");
         const run = await runGraph(buildGraph(pipeline), store);
         console.log(run.nodes[0].reason);
       }`;
    const run = (call: string) => {
      Deno.writeTextFileSync(`${folder}/mine.ts`, text(call));
      const { stdout } = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", `${folder}/mine.ts`],
        cwd: folder,
        stderr: "null",
      }).outputSync();
      return new TextDecoder().decode(stdout).trim();
    };
    Deno.copyFileSync("deno.json", `${folder}/deno.json`);
    assert.match(
      run("if (true)"),
      /Cannot run a pipeline while a worker loads its file: put the call under 'if \(import.meta.main\)'$/,
    );
    assert.equal(run("if (import.meta.main)"), "never run");
  });
});

Deno.test("a worker whose driver dies ends even while a stage is busy", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/spin.ts`;
    const at = (path: string) => new URL(path, import.meta.url).href;
    Deno.writeTextFileSync(
      file,
      `import { definePipeline } from "${at("../../../lib/dsl/pipeline.ts")}";
       import { misbehave } from "${at("../../fixtures/stages.ts")}";
       export default definePipeline({
         name: "spin",
         targets: { x: misbehave({}, { how: "spin" }).numbers },
       });`,
    );
    const driver = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", DRIVER, `${folder}/store`, file],
      stdout: "null",
      stderr: "null",
    }).spawn();
    let workers: number[] = [];
    for (let i = 0; i < 200 && workers.length === 0; i++) {
      await pause(50);
      workers = childrenOf(driver.pid);
    }
    await pause(1000);
    driver.kill("SIGKILL");
    await driver.status;
    assert.ok(workers.some(isAlive));
    await waitForEnd(workers, 14);
  });
});

function isWorker(pid: number): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("worker.ts");
  } catch {
    return false;
  }
}
