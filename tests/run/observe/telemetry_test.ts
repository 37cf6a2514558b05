import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openTelemetry } from "../../../lib/run/observe/telemetry.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { exportTo, receiveOtlp, type Receiver } from "../../fixtures/otlp.ts";

const CLI = fileURLToPath(new URL("../../../cli.ts", import.meta.url));
const LAUNCH = fileURLToPath(new URL("../../../launch.ts", import.meta.url));
const WATCHED = fileURLToPath(
  new URL("../../fixtures/watched_pipeline.ts", import.meta.url),
);
const NUMBERS = fileURLToPath(
  new URL("../../fixtures/numbers_pipeline.ts", import.meta.url),
);
const SECRET = "correct-horse-battery";
const CALLER = "0af7651916cd43dd8448eb211c80319c";

/** Runs the pipeline as a task does: the driver may not use the network. */
async function run(folder: string, receiver: Receiver): Promise<number> {
  const permissions = { net: [`127.0.0.1:${receiver.port}`] };
  await Deno.writeTextFile(
    `${folder}/senzai.json`,
    JSON.stringify({ permissions }),
  );
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-config",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--allow-run",
      LAUNCH,
      "run",
      WATCHED,
      "--set",
      `url=http://127.0.0.1:${receiver.port}/asked`,
      "--set",
      `token=${SECRET}`,
    ],
    env: {
      ...exportTo(receiver),
      INIT_CWD: folder,
      MY_PASSWORD: SECRET,
      SENZAI_CHECKPOINT_SECONDS: "0",
      TRACEPARENT: `00-${CALLER}-b7ad6b7169203331-01`,
    },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  assert.doesNotMatch(text, /NotCapable|OpenTelemetry|permission/i);
  return code;
}

Deno.test("Telemetry exports a run as spans and metrics, nothing secret among them", async () => {
  await withFolder(async (folder) => {
    await using receiver = receiveOtlp();
    assert.equal(await run(folder, receiver), 1);
    const spans = receiver.spans();
    const one = (name: string) => {
      const found = spans.filter((span) => span.name === name);
      assert.equal(found.length, 1, `${name} in ${spans.map((s) => s.name)}`);
      return found[0]!;
    };
    const whole = one("run watched");
    assert.deepEqual(
      [whole.trace, whole.parent],
      [CALLER, "b7ad6b7169203331"],
    );
    const { "senzai.run": id, "senzai.jobs": _, ...about } = whole.attributes;
    assert.match(String(id), /^\d{8}-\d{6}-[0-9a-f]{4}$/);
    assert.deepEqual(about, {
      "senzai.pipeline": "watched",
      "senzai.seed": 0,
      "senzai.nodes": 4,
      "senzai.status": "failed",
      "senzai.ran": 2,
      "senzai.hits": 0,
      "senzai.failed": 1,
      "senzai.blocked": 1,
    });
    assert.deepEqual(whole.status, { code: 2, message: "1 failed" });

    assert.equal(one("plan").attributes["senzai.runs"], 2);
    for (const name of ["plan", "test.walk", "watched.ask", "watched.fail"]) {
      const span = one(name);
      assert.deepEqual([span.parent, span.trace], [whole.id, CALLER], name);
      assert(whole.start <= span.start && span.end <= whole.end, name);
    }
    assert(one("watched.ask").end <= one("watched.fail").start + 1);

    const walked = one("test.walk");
    const { "senzai.key": key, "senzai.seconds": seconds, ...rest } =
      walked.attributes;
    assert.match(String(key), /^[0-9a-f]{64}$/);
    assert(Number(seconds) >= 0.1);
    assert(Number(seconds) <= (walked.end - walked.start) / 1000);
    assert.deepEqual(rest, {
      "senzai.node": "test.walk",
      "senzai.stage": "test.walk",
      "senzai.attempt": 1,
      "senzai.reason": "never",
      "senzai.resumed": false,
      "senzai.status": "ran",
      "senzai.bytes": rest["senzai.bytes"],
    });
    assert(Number(rest["senzai.bytes"]) > 0);
    assert.equal(
      walked.events.filter((name) => name === "checkpoint").length,
      20,
    );

    const failed = one("watched.fail");
    assert.deepEqual(failed.status, {
      code: 2,
      message:
        "Cannot run node 'watched.fail': Cannot weigh the numbers: the scales are empty",
    });
    assert.equal(failed.attributes["senzai.status"], "failed");

    // What a stage fetches, in a process of its own, is below its attempt.
    const fetched = spans.find((span) => span.parent === one("watched.ask").id);
    assert.equal(fetched?.name, "GET");
    assert.equal(fetched.trace, CALLER);

    const exported = receiver.bodies.filter((body) => body.startsWith("{"));
    assert(exported.length > 2);
    for (const body of exported) assert(!body.includes(SECRET));
  });
});

Deno.test("Telemetry measures what runs do; hits are counted, not spanned", async () => {
  await withFolder(async (folder) => {
    await using first = receiveOtlp();
    await run(folder, first);
    const byStatus = (receiver: Receiver) =>
      Object.fromEntries(
        receiver.points("senzai.nodes").map(({ attributes, value }) => [
          attributes["senzai.status"],
          value,
        ]),
      );
    const at = (name: string, stage: string) =>
      first.points(name).find(({ attributes }) =>
        attributes["senzai.stage"] === stage
      );
    assert.deepEqual(byStatus(first), { ran: 2, failed: 1, blocked: 1 });
    const duration = at("senzai.stage.duration", "test.walk")!;
    assert.equal(duration.value, 1);
    assert(duration.sum! >= 0.1 && duration.sum! < 60);
    assert(at("senzai.stored", "test.walk")!.value > 0);
    assert.equal(at("senzai.stored", "watched.fail"), undefined);
    assert.equal(at("senzai.checkpoints", "test.walk")!.value, 20);
    assert(at("senzai.checkpointed", "test.walk")!.value > 20);
    const running = first.points("senzai.nodes.running");
    assert.equal(running.length, 3);
    for (const { value } of running) assert.equal(value, 0);

    // The failed node runs again, and asks for a port that it does not know.
    await using second = receiveOtlp();
    await run(folder, second);
    const names = second.spans().map(({ name }) => name);
    assert(!names.includes("test.walk"), names.join());
    assert.equal(byStatus(second).hit, 1);
    const again = second.spans().find(({ name }) => name === "watched.ask")!;
    // Names, not values: the reason shown to people quotes the settings.
    assert.equal(again.attributes["senzai.reason"], "config");
  });
});

Deno.test("openTelemetry() is nothing where nobody listens", async () => {
  assert.equal(await openTelemetry(Date.now()), undefined);
});

Deno.test("a run loads OpenTelemetry with OTEL_DENO only", async () => {
  await withFolder(async (folder) => {
    const config = `${folder}/deno.json`;
    const { imports } = JSON.parse(
      await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)),
    );
    const absent = { ...imports, "@opentelemetry/api": "./absent.ts" };
    await Deno.writeTextFile(config, JSON.stringify({ imports: absent }));
    const runWith = async (env: Record<string, string>) => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--no-lock", "--config", config, CLI]
          .concat("run", NUMBERS, "--executor", "inline"),
        env: { ...env, INIT_CWD: folder, NO_COLOR: "1" },
        stdin: "null",
      }).output();
      return { code, err: new TextDecoder().decode(stderr) };
    };
    const plain = await runWith({});
    assert.equal(plain.code, 0, plain.err);
    await using receiver = receiveOtlp();
    const observed = await runWith(exportTo(receiver));
    assert.match(observed.err, /absent\.ts/);
  });
});
