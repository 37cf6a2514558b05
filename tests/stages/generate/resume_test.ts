import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withFolder } from "../../fixtures/folder.ts";

const CLI = fileURLToPath(new URL("../../../cli.ts", import.meta.url));
const PIPELINE = fileURLToPath(
  new URL("../../fixtures/gan_pipeline.ts", import.meta.url),
);

function pipeline(...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", CLI, ...args],
    stdout: "piped",
    stderr: "inherit",
    stdin: "null",
    env: { SENZAI_CHECKPOINT_SECONDS: "0.1", NO_COLOR: "1" },
  }).spawn();
}

/** Runs the training to its end; digests of its outputs, and what was printed. */
async function train(store: string, set: string) {
  const { code, stdout } = await pipeline(
    "run",
    PIPELINE,
    "--store",
    store,
    "--set",
    set,
  ).output();
  const printed = new TextDecoder().decode(stdout);
  assert.equal(code, 0, printed);
  const again = await pipeline(
    "run",
    PIPELINE,
    "--store",
    store,
    "--set",
    set,
    "--json",
  ).output();
  const events = new TextDecoder().decode(again.stdout).trim().split("\n")
    .map((line) => JSON.parse(line));
  const node = events.find(({ stage }) => stage === "generate.gan");
  assert.equal(node.status, "hit");
  return { outputs: node.outputs, printed };
}

/** Resolves when a checkpoint lies in the store. */
async function checkpointIn(store: string): Promise<void> {
  for (let i = 0; i < 1500; i++) {
    const folders = await Array.fromAsync(Deno.readDir(`${store}/checkpoints`))
      .catch(() => []);
    if (folders.length > 0) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.fail("no checkpoint was written");
}

for (const way of ["plain", "paired", "watched"]) {
  const set = `way=${way}`;
  Deno.test(`generate.gan (${way}) killed in the middle resumes to the same bytes`, () =>
    withFolder(async (folder) => {
      const whole = await train(`${folder}/whole`, set);
      assert.doesNotMatch(whole.printed, /from its checkpoint/);
      const store = `${folder}/killed`;
      for (let kill = 0; kill < 2; kill++) {
        const run = pipeline("run", PIPELINE, "--store", store, "--set", set);
        await checkpointIn(store);
        run.kill("SIGKILL");
        await run.output();
      }
      const resumed = await train(store, set);
      assert.match(resumed.printed, /generate\.gan.*\(from its checkpoint\)/);
      assert.deepEqual(resumed.outputs, whole.outputs);
    }));
}
