import assert from "node:assert/strict";
import { join } from "node:path";
import { sharedCacheOf } from "../../lib/cli/shared_cache.ts";
import { call, type Called } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";
import { serveMemoryCache } from "../fixtures/memory_cache.ts";
import { HAS_NGINX, startNginx } from "../fixtures/nginx.ts";

const MOD = new URL("../../mod.ts", import.meta.url).href;
const SECRET = "SENZAI_TEST_SECRET";

/** A pipeline whose only stage tells whether it sees the secret. */
const PIPELINE =
  `import { definePipeline, defineStage, report, Scores, z } from "${MOD}";
export const peep = defineStage({
  name: "own.peep",
  version: 1,
  summary: "Looks for the secret",
  config: z.object({}),
  inputs: {},
  outputs: { scores: Scores },
  run: () => Promise.resolve({ scores: { seen: { value: seen() } } }),
});
function seen() {
  try {
    return Deno.env.has("${SECRET}") ? 1 : 0;
  } catch {
    return 0;
  }
}
export default definePipeline({
  name: "peep",
  targets: { table: report.table({ rows: { "a=1": peep().scores } }).table },
});
`;

async function withProject(
  cache: Record<string, unknown> | undefined,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "peep.ts"), PIPELINE);
    if (cache !== undefined) {
      const settings = join(folder, "senzai.json");
      await Deno.writeTextFile(settings, JSON.stringify({ cache }));
    }
    await body(folder);
  });
}

/** Calls a command with environment variables set for its time. */
async function callWith(
  env: Readonly<Record<string, string>>,
  ...[folder, ...args]: [string, ...string[]]
): Promise<Called> {
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    return await call(folder, ...args);
  } finally {
    for (const name of Object.keys(env)) Deno.env.delete(name);
  }
}

function lastLine({ out, err, code }: Called) {
  assert.equal(code, 0, err);
  return JSON.parse(out.trimEnd().split("\n").at(-1)!);
}

Deno.test("run shares results as senzai.json says, signed, and shows no secret", async () => {
  await using server = serveMemoryCache();
  const cache = { url: server.url, secret: SECRET };
  await withProject(cache, async (folder) => {
    const env = { [SECRET]: "hush-hush" };
    const run = (store: string, ...args: string[]) =>
      callWith(env, folder, "run", "peep.ts", "--store", store, ...args);
    const first = await run("a");
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /a +seen\n.*\n1 +0\n/);
    assert.match(
      first.out,
      /Done: 2 ran, 0 from the store, 0 from the cache in .*; nothing received, .* at .*B\/s sent\n/,
    );
    assert.doesNotMatch(first.out + first.err, /hush/);
    const second = await run("b", "--json");
    const { ran, hits, cache } = lastLine(second);
    assert.deepEqual([ran, hits, cache.hits], [0, 2, 2]);
    assert.match(second.out, /"status":"hit".*"reason":"from the cache"/);
    for (const bytes of server.files.values()) {
      const text = new TextDecoder("latin1").decode(bytes);
      assert.doesNotMatch(text, /hush|senzai action 1 unsigned/);
    }
    const before = server.requests.length;
    const without = await run("c", "--json", "--no-shared-cache");
    assert.deepEqual([lastLine(without).ran, lastLine(without).cache], [
      2,
      undefined,
    ]);
    assert.equal(server.requests.length, before);
    const missing = await call(folder, "run", "peep.ts");
    assert.equal(missing.code, 2);
    assert.match(missing.err, /names the environment variable SENZAI_TEST_/);
  });
});

Deno.test("SENZAI_CACHE names a shared cache, and none when it is empty", async () => {
  await using server = serveMemoryCache();
  await withProject(undefined, async (folder) => {
    const report = (value: string) =>
      callWith(
        { SENZAI_CACHE: value },
        folder,
        "run",
        "peep.ts",
        "--json",
        "--store",
        value.replaceAll(/\W+/g, "_"),
      );
    assert.equal(lastLine(await report(`${server.url}/x`)).cache.sent, 2);
    assert.ok([...server.files.keys()].every((path) => path.startsWith("x/")));
    assert.equal(lastLine(await report("")).cache, undefined);
    const wrong = await report("ftp://me:password@host");
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.err,
      /SENZAI_CACHE to be an address .* 'ftp:\/\/…@host'/,
    );
  });
});

Deno.test("sharedCacheOf() lets SENZAI_CACHE move a cache, its mode stays", async () => {
  const url = "http://127.0.0.1:1/a";
  await withProject({ url, mode: "read" }, async (directory) => {
    const app = { directory } as Parameters<typeof sharedCacheOf>[0];
    assert.deepEqual(sharedCacheOf(app, true), { url, mode: "read" });
    assert.equal(sharedCacheOf(app, false), undefined);
    Deno.env.set("SENZAI_CACHE", "https://host");
    try {
      const moved = { url: "https://host", mode: "read" };
      assert.deepEqual(sharedCacheOf(app, true), moved);
    } finally {
      Deno.env.delete("SENZAI_CACHE");
    }
    await Promise.resolve();
  });
});

async function checkCache(folder: string) {
  const { out } = await call(folder, "doctor", "--json");
  const { checks } = JSON.parse(out) as {
    checks: { name: string; ok: boolean; detail: string }[];
  };
  return checks.find(({ name }) => name === "shared cache");
}

Deno.test({
  name: "doctor tells whether the shared cache answers and takes results",
  ignore: !HAS_NGINX,
  async fn() {
    await withFolder(async (where) => {
      await using nginx = await startNginx(where);
      await withProject({ url: nginx.url }, async (folder) => {
        const good = await checkCache(folder);
        assert.deepEqual([good?.ok, good?.detail], [
          true,
          `${nginx.url} answers and takes results`,
        ]);
      });
      await withProject({ url: `${nginx.url}/x?y` }, async (folder) => {
        const { code, err } = await call(folder, "doctor", "--json");
        assert.equal(code, 2);
        assert.match(err, /address without '\?' and '#'/);
      });
      await nginx.kill();
      await withProject({ url: nginx.url, mode: "read" }, async (folder) => {
        const dead = await checkCache(folder);
        assert.equal(dead?.ok, false);
        assert.match(dead!.detail, /cannot be used: connection refused/);
      });
    });
    await using server = serveMemoryCache();
    server.lie = ({ method }) =>
      method === "PUT" ? new Response(null, { status: 405 }) : undefined;
    await withProject({ url: server.url }, async (folder) => {
      const refused = await checkCache(folder);
      assert.equal(refused?.ok, false);
      assert.match(refused!.detail, /answers but takes no results: .* 405/);
    });
  },
});
