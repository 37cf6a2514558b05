import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFolder } from "../fixtures/folder.ts";
import { LAUNCH_ARGS, pipeline } from "../fixtures/pipeline.ts";
import { processesWith, waitForNone } from "../fixtures/processes.ts";

const isLinux = Deno.build.os === "linux";
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const NUMBERS = at("../fixtures/numbers_pipeline.ts");
const WALK = at("../fixtures/walk_pipeline.ts");
const STAGES = at("../fixtures/reaching_stages.ts");

/** A launched walk that takes its time, and what it printed so far. */
class Walk {
  readonly child: Deno.ChildProcess;
  readonly #errors: Promise<string>;
  readonly #read: Promise<void>;
  out = "";

  constructor(folder: string, { steps = 400 } = {}) {
    this.child = new Deno.Command(Deno.execPath(), {
      args: [...LAUNCH_ARGS, "run", WALK, "--set", `steps=${steps}`],
      env: {
        INIT_CWD: folder,
        NO_COLOR: "1",
        // Only the checkpoint on a signal is left.
        SENZAI_CHECKPOINT_SECONDS: "1000",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // A group of its own, as a shell gives a command in a terminal.
      detached: true,
    }).spawn();
    this.#errors = new Response(this.child.stderr).text();
    this.#read = this.#collect();
  }

  async #collect(): Promise<void> {
    const text = this.child.stdout.pipeThrough(new TextDecoderStream());
    for await (const part of text) this.out += part;
  }

  /** Resolves when a worker walks. */
  async begin(): Promise<void> {
    for (let i = 0; i < 500 && !this.out.includes("> test.walk"); i++) {
      await pause(20);
    }
    assert.match(this.out, /> test\.walk/);
    await pause(700);
  }

  /** Resolves when nothing holds the output open any more. */
  async end() {
    const status = await this.child.status;
    await this.#read;
    return { ...status, out: this.out, err: await this.#errors };
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** The driver that a launcher started. */
function driverOf(launcher: number): number {
  const children = Deno.readTextFileSync(
    `/proc/${launcher}/task/${launcher}/children`,
  );
  return Number(children.trim());
}

Deno.test("the launcher passes arguments, output and exit codes on", async () => {
  await withFolder(async (folder) => {
    const ran = await pipeline(folder, "run", NUMBERS, "--set", "top=3");
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /Done: 4 ran/);
    assert.equal(ran.err, "");
    const wrong = await pipeline(folder, "run", "no such.ts");
    assert.equal(wrong.code, 2);
    assert.equal(
      wrong.err,
      "Cannot open pipeline 'no such.ts': no such file\n",
    );
  });
});

Deno.test("every command works with the permissions it is given", async () => {
  await withFolder(async (folder) => {
    const lines: readonly (readonly string[])[] = [
      ["run", NUMBERS],
      ["plan", NUMBERS],
      ["explain", NUMBERS, "table"],
      ["show", NUMBERS, "table"],
      ["export", NUMBERS, "table", "--to", "t.csv"],
      ["graph", NUMBERS, "--format", "svg", "--output", "g.svg"],
      ["report", NUMBERS],
      ["runs"],
      ["stages"],
      ["schema"],
      ["doctor"],
      ["init", "mine"],
      ["completion", "bash"],
      ["run", NUMBERS, "--executor", "inline", "--force", "report.table"],
    ];
    for (const line of lines) {
      const { code, err } = await pipeline(folder, ...line);
      assert.equal(code, 0, `${line}: ${err}`);
    }
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, [".senzai", "g.svg", "mine", "t.csv"]);
  });
});

Deno.test("a pipeline file that writes while it is loaded is misuse", async () => {
  await withFolder(async (folder) => {
    const note = join(folder, "note.txt");
    await Deno.writeTextFile(
      join(folder, "bad.ts"),
      `Deno.writeTextFileSync(${JSON.stringify(note)}, "was here");`,
    );
    const { code, err } = await pipeline(folder, "run", "bad.ts");
    assert.equal(code, 2);
    assert.equal(
      err,
      `Cannot load pipeline 'bad.ts': it wanted to write to '${note}' while it was loaded; do so in a stage, which senzai.json may permit\n`,
    );
    assert.throws(() => Deno.statSync(note));
  });
});

Deno.test("senzai.json says what stages may do besides", async () => {
  await withFolder(async (folder) => {
    const write = (name: string, text: string) =>
      Deno.writeTextFile(join(folder, name), text);
    await write(
      "a.yaml",
      `import: [./stages.ts]
nodes: { a: { stage: test.reach, config: { how: write, what: "${folder}/out/x" } } }
targets: { a: a }
`,
    );
    await write("stages.ts", `export * from "${STAGES}";`);
    await Deno.mkdir(join(folder, "out"));
    for (const extra of [[], ["--executor", "inline"]]) {
      await Deno.remove(join(folder, "senzai.json")).catch(() => {});
      const args = ["run", "a.yaml", "--force", "test.reach", ...extra];
      const refused = await pipeline(folder, ...args);
      assert.equal(refused.code, 1);
      assert.match(
        refused.err,
        /^✗ Cannot run node 'test\.reach': it wanted to write to '.*\/out\/x', which stages may not; allow it in senzai\.json with [^\n]*\n {2}log: [^\n]*\n$/,
      );
      await write("senzai.json", '{"permissions":{"write":["out"]}}');
      const allowed = await pipeline(folder, ...args);
      assert.equal(allowed.code, 0, allowed.err);
      await Deno.remove(join(folder, "out", "x"));
    }
  });
});

Deno.test({
  name:
    "Ctrl-C and SIGTERM at the launcher save a checkpoint and exit with 130",
  ignore: !isLinux,
  async fn() {
    await withFolder(async (folder) => {
      for (
        const [signal, isAlone] of [
          ["SIGINT", false],
          ["SIGINT", true],
          ["SIGTERM", true],
        ] as const
      ) {
        const walk = new Walk(folder);
        await walk.begin();
        const { pid } = walk.child;
        // A terminal sends SIGINT to the whole group, others do not.
        Deno.kill(pid * (isAlone ? 1 : -1), signal);
        const { code, out, err } = await walk.end();
        assert.equal(code, 130, err);
        assert.match(out + err, /goes on from its checkpoint/);
      }
      assert.ok(await waitForNone(folder), "left over");
    });
  },
});

Deno.test({
  name: "a driver whose launcher is killed saves a checkpoint and ends",
  ignore: !isLinux,
  async fn() {
    await withFolder(async (folder) => {
      const walk = new Walk(folder);
      await walk.begin();
      walk.child.kill("SIGKILL");
      const { signal, out, err } = await walk.end();
      assert.equal(signal, "SIGKILL");
      assert.match(out + err, /goes on from its checkpoint/);
      assert.ok(await waitForNone(folder), "left over");
    });
  },
});

Deno.test({
  name: "a run stops, with a checkpoint, when what launched it is killed",
  ignore: !isLinux,
  async fn() {
    await withFolder(async (folder) => {
      const command = [Deno.execPath(), ...LAUNCH_ARGS, "run", WALK];
      const runner = new Deno.Command("sh", {
        args: ["-c", '"$@"; true', "sh", ...command, "--set", "steps=400"],
        env: { INIT_CWD: folder, SENZAI_CHECKPOINT_SECONDS: "1000" },
        stdin: "null",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      let out = "";
      for await (
        const part of runner.stdout.pipeThrough(new TextDecoderStream())
      ) {
        out += part;
        if (!part.includes("> test.walk")) continue;
        await pause(700);
        runner.kill("SIGKILL");
      }
      await runner.status;
      assert.match(out, /goes on from its checkpoint/);
      assert.ok(await waitForNone(folder), "left over");
    });
  },
});

Deno.test({
  name: "Ctrl-C ends a run at once while files are hashed",
  ignore: !isLinux,
  async fn() {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(
        join(folder, "a.yaml"),
        `import: [./stages.ts]
nodes: { a: { stage: test.read, config: { path: big } } }
targets: { a: a.text }
`,
      );
      await Deno.writeTextFile(
        join(folder, "stages.ts"),
        `export * from "${new URL("../fixtures/stages.ts", import.meta.url)}";`,
      );
      using big = await Deno.create(join(folder, "big"));
      await big.truncate(64 * 2 ** 30);
      const child = new Deno.Command(Deno.execPath(), {
        args: [...LAUNCH_ARGS, "run", "a.yaml"],
        env: { INIT_CWD: folder },
        stdin: "null",
        stdout: "null",
        stderr: "null",
        detached: true,
      }).spawn();
      await pause(3000);
      const pressed = performance.now();
      Deno.kill(-child.pid, "SIGINT");
      const { code } = await child.status;
      assert.equal(code, 130);
      assert.ok(performance.now() - pressed < 2000);
      assert.ok(await waitForNone(folder), "left over");
    });
  },
});

Deno.test({
  name: "a killed driver leaves nothing that its stages started",
  ignore: !isLinux,
  async fn() {
    await withFolder(async (folder) => {
      const seconds = `${700 + Deno.pid / 1e7}`;
      await Deno.writeTextFile(
        join(folder, "a.yaml"),
        `import: [./stages.ts]
nodes: { a: { stage: test.fork, config: { seconds: "${seconds}", then: hang } } }
targets: { a: a }
`,
      );
      await Deno.writeTextFile(
        join(folder, "stages.ts"),
        `export * from "${STAGES}";`,
      );
      await Deno.writeTextFile(
        join(folder, "senzai.json"),
        '{"permissions":{"run":["sleep"]}}',
      );
      const launcher = new Deno.Command(Deno.execPath(), {
        args: [...LAUNCH_ARGS, "run", "a.yaml"],
        env: { INIT_CWD: folder },
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      const sleeping = () => processesWith(`sleep ${seconds}`).length;
      for (let i = 0; i < 500 && sleeping() === 0; i++) await pause(20);
      assert.equal(sleeping(), 1);
      Deno.kill(driverOf(launcher.pid), "SIGKILL");
      assert.equal((await launcher.status).code, 137);
      // A stage has ten seconds to save a checkpoint.
      assert.ok(await waitForNone(`sleep ${seconds}`, 14), "left over");
    });
  },
});

Deno.test("Deno's own OpenTelemetry needs no permission", async () => {
  const paths = new Set<string>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      paths.add(new URL(request.url).pathname);
      await request.arrayBuffer();
      return new Response("{}");
    },
  );
  try {
    await withFolder(async (folder) => {
      const file = join(folder, "noisy.ts");
      await Deno.writeTextFile(file, 'console.log("noted"); export default 1;');
      const { code } = await new Deno.Command(Deno.execPath(), {
        args: [...LAUNCH_ARGS, "plan", file],
        env: {
          INIT_CWD: folder,
          OTEL_DENO: "true",
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
        },
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).output();
      assert.equal(code, 2);
    });
  } finally {
    await server.shutdown();
  }
  assert.ok(paths.has("/v1/logs"), [...paths].join());
});
