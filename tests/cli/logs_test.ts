import assert from "node:assert/strict";
import { Store } from "../../lib/store/store.ts";
import { call } from "../fixtures/cli.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";
import { startCli, until } from "../fixtures/start_cli.ts";

const TALK = `
import { definePipeline, defineStage, Scores, z } from ${
  JSON.stringify(new URL("../../mod.ts", import.meta.url).href)
};
export const talk = defineStage({
  name: "own.talk", version: 1, summary: "Talks",
  config: z.object({ lines: z.int(), fail: z.boolean(), word: z.string() }),
  inputs: {}, outputs: { scores: Scores },
  async run({ config, ctx }) {
    for (let i = 0; i < config.lines; i++) {
      ctx.log(config.word + " " + i);
      await new Promise((done) => setTimeout(done, 20));
    }
    if (config.fail) throw new Error("Cannot go on");
    return { scores: { lines: { value: config.lines } } };
  },
});
export default definePipeline({
  name: "talk",
  params: z.object({
    lines: z.int().default(2), fail: z.boolean().default(false),
    word: z.string().default("größe"),
  }),
  targets: (config) => ({ said: talk(config).scores }),
});
`;

async function withTalk(body: (folder: string) => Promise<void>) {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/talk.ts`, TALK);
    await body(folder);
  });
}

async function logs(folder: string, ...args: string[]) {
  const { code, out, err } = await call(folder, "logs", ...args);
  assert.equal(code, 0, err);
  return out;
}

Deno.test("logs prints what a node's last attempt wrote", async () => {
  await withTalk(async (folder) => {
    await call(folder, "run", "talk.ts");
    assert.equal(await logs(folder, "own.talk"), "größe 0\ngröße 1\n");
    await call(folder, "run", "talk.ts");
    const hit = await call(folder, "logs", "last", "own.talk");
    assert.equal(hit.code, 2);
    assert.match(hit.err, /it was up to date, so nothing ran/);
    assert.equal(
      await logs(folder, "last~1", "own.talk"),
      "größe 0\ngröße 1\n",
    );
    assert.equal(await logs(folder, "own.talk"), "größe 0\ngröße 1\n");
    const none = await call(folder, "logs", "own.tlak");
    assert.equal(none.code, 2);
    assert.match(none.err, /did you mean 'own\.talk'\?/);
    const many = await call(folder, "logs", "a", "b", "c");
    assert.equal(many.code, 2);
  });
});

Deno.test("logs of failed attempts stay apart, with the stack trace", async () => {
  await withTalk(async (folder) => {
    const failing = ["run", "talk.ts", "--set", "fail=true"];
    for (const _ of [1, 2]) {
      assert.equal((await call(folder, ...failing)).code, 1);
    }
    // The folders are the runs'; two of one second sort by chance.
    const files = listFiles(`${folder}/.senzai/logs`)
      .map((path) => path.split("/").at(-1)).sort();
    assert.deepEqual(files, ["0-own.talk.1.log", "0-own.talk.2.log"]);
    const { out } = await call(folder, "logs", "own.talk", "--json");
    const found = JSON.parse(out);
    assert.equal(found.status, "failed");
    assert.match(found.path, /0-own\.talk\.2\.log$/);
    assert.match(found.text, /^größe 0\ngröße 1\nError: Cannot go on\n\s+at /);
    const shown = await call(folder, "runs", "last");
    assert.match(shown.out, /\nLogs: deno task pipeline logs \S+ NODE\n$/);
    // A store that was moved keeps its logs.
    await Deno.rename(`${folder}/.senzai`, `${folder}/elsewhere`);
    assert.match(
      await logs(folder, "own.talk", "--store", "elsewhere"),
      /Cannot go on/,
    );
  });
});

Deno.test("logs --follow prints a log while it grows, to its end", async () => {
  await withTalk(async (folder) => {
    await using _ = startCli(folder, ["run", "talk.ts", "--set", "lines=150"]);
    const started = await until(async () => {
      const files = listFiles(`${folder}/.senzai/logs`);
      if (files.length === 0) return undefined;
      const { out } = await call(folder, "logs", "own.talk", "--json");
      return JSON.parse(out);
    });
    assert.equal(started.status, "running");
    const out = await logs(folder, "last", "own.talk", "--follow");
    const lines = out.trimEnd().split("\n");
    assert.equal(lines.length, 150);
    lines.forEach((line, i) => assert.equal(line, `größe ${i}`));
    assert.deepEqual(listFiles(`${folder}/.senzai/logs`), [], "published");
    assert.equal(await logs(folder, "own.talk", "--follow"), out);
  });
});

Deno.test("logs of a run that was killed are there", async () => {
  await withTalk(async (folder) => {
    await using driver = startCli(folder, [
      "run",
      "talk.ts",
      "--set",
      "lines=2000",
    ]);
    await until(() => listFiles(`${folder}/.senzai/logs`)[0]);
    driver.child.kill("SIGKILL");
    await driver.child.status;
    await until(() => {
      using store = Store.open(`${folder}/.senzai`);
      return store.live.list().length === 0 || undefined;
    });
    const { out } = await call(folder, "logs", "last", "own.talk", "--json");
    const { status, text } = JSON.parse(out);
    assert.equal(status, "killed");
    assert.match(text, /^größe 0\n/);
  });
});
