import assert from "node:assert/strict";
import { join } from "node:path";
import type { Targets } from "../../../lib/dsl/pipeline.ts";
import { Store } from "../../../lib/store/store.ts";
import { probeCache } from "../../../lib/store/remote/mod.ts";
import { listFiles, withFolder } from "../../fixtures/folder.ts";
import { HAS_NGINX, startNginx } from "../../fixtures/nginx.ts";
import { play, readTarget } from "../../fixtures/run.ts";
import { draw, emit, subtract, truncate, walk } from "../../fixtures/stages.ts";

const PATIENCE = { patience: 5000, pause: 20 };

/** Artifacts of 2 MB among small ones, and one that is empty but for brackets. */
function targets(): Targets {
  const left = draw({ count: 100_000 }).numbers;
  const right = draw({ count: 100_000, seed: 1 }).numbers;
  const whole = truncate({ numbers: left }).numbers;
  return {
    result: subtract({ left: whole, right }).numbers,
    none: emit({ values: [] }).numbers,
  };
}

Deno.test({
  name: "runGraph() shares results through nginx, byte by byte",
  ignore: !HAS_NGINX,
  async fn() {
    await withFolder(async (folder) => {
      await using nginx = await startNginx(folder);
      for (const instance of ["", "/team/a"]) {
        const [a, b] = ["a", "b"].map((name) => join(folder, name + instance));
        const cache = {
          url: nginx.url + instance,
          mode: "read-write",
          patience: PATIENCE,
        } as const;
        const first = await play(a!, targets(), { cache });
        assert.deepEqual([first.ran, first.cache?.sent], [5, 5]);
        const second = await play(b!, targets(), { cache });
        assert.deepEqual([second.ran, second.cache?.hits], [0, 5]);
        assert.deepEqual([...first.warnings, ...second.warnings], []);
        assert.deepEqual(second.targets, first.targets);
        using storeA = Store.open(a!);
        using storeB = Store.open(b!);
        for (const { outputs, key } of first.nodes) {
          const { digest } = outputs.numbers!;
          const bytes = storeA.blobs.read(digest);
          assert.deepEqual(storeB.blobs.read(digest), bytes);
          const path = join(nginx.root, instance, "cas", digest);
          assert.deepEqual(new Uint8Array(Deno.readFileSync(path)), bytes);
          assert.deepEqual(
            storeB.action(key!)?.manifest,
            storeA.action(key!)?.manifest,
          );
        }
        assert.deepEqual(listFiles(join(nginx.root, "tmp")), []);
      }
    });
  },
});

Deno.test({
  name: "runGraph() ends well when nginx is killed meanwhile",
  ignore: !HAS_NGINX,
  async fn() {
    await withFolder(async (folder) => {
      const a = join(folder, "a");
      const options = (url: string) => ({
        cache: { url, mode: "read-write", patience: PATIENCE } as const,
      });
      const chain = (): Targets => {
        const position = walk({ steps: 20 }).numbers;
        const rest = Array.from({ length: 20 }, (_, i) => [
          `t${i}`,
          subtract({ left: position, right: position }, { scale: i }).numbers,
        ]);
        return { position, ...Object.fromEntries(rest) };
      };
      let done: Promise<void> | undefined;
      {
        await using nginx = await startNginx(join(folder, "one"));
        const run = await play(a, chain(), {
          ...options(nginx.url),
          onEvent(event) {
            if (event.type === "node-progress") done ??= nginx.kill();
          },
        });
        await done;
        assert.deepEqual([run.status, run.ran], ["ok", 21]);
        assert.equal(run.cache?.sent, 0);
        assert.ok(run.warnings.length <= 2, `${run.warnings}`);
        assert.match(run.warnings[0]!, /left alone|nothing more is sent/);
        assert.ok(run.seconds < 30);
      }
      await using nginx = await startNginx(join(folder, "two"));
      const b = join(folder, "b");
      const first = await play(b, chain(), options(nginx.url));
      assert.deepEqual(
        readTarget(b, first, "position"),
        readTarget(a, first, "position"),
      );
      // Killed while results come in: the rest is made here.
      const c = join(folder, "c");
      let fetched = 0;
      const second = await play(c, chain(), {
        ...options(nginx.url),
        onEvent(event) {
          if (event.type !== "node-finished") return;
          if (event.status === "hit" && ++fetched === 1) done = nginx.kill();
        },
      });
      await done;
      assert.equal(second.status, "ok");
      assert.ok(second.hits > 0 && second.ran > 0, `${second.statuses}`);
      assert.deepEqual(second.targets, first.targets);
    });
  },
});

Deno.test({
  name: "probeCache() tells what nginx does",
  ignore: !HAS_NGINX,
  async fn() {
    await withFolder(async (folder) => {
      await using nginx = await startNginx(folder);
      const { url } = nginx;
      const mode = "read-write";
      assert.deepEqual(await probeCache({ url, mode }), {
        address: url,
        reads: undefined,
        writes: undefined,
      });
      await nginx.kill();
      const { reads, writes } = await probeCache({ url, mode });
      assert.deepEqual([reads, writes], [
        "connection refused",
        "connection refused",
      ]);
    });
  },
});

Deno.test({
  name: "runGraph() reads from an nginx that takes nothing",
  ignore: !HAS_NGINX,
  async fn() {
    await withFolder(async (folder) => {
      const options = (url: string) => ({
        cache: { url, mode: "read-write", patience: PATIENCE } as const,
      });
      {
        await using nginx = await startNginx(folder);
        await play(join(folder, "a"), targets(), options(nginx.url));
      }
      await using nginx = await startNginx(folder, { readonly: true });
      const { url } = nginx;
      const more = { more: emit({ values: [1] }).numbers };
      const run = await play(
        join(folder, "b"),
        { ...targets(), ...more },
        options(url),
      );
      assert.deepEqual([run.ran, run.hits, run.cache?.sent], [1, 5, 0]);
      assert.deepEqual(run.warnings, [
        `nothing more is sent to the shared cache at ${url}: it answered 403 to PUT`,
      ]);
      const { writes } = await probeCache({ url, mode: "read-write" });
      assert.equal(writes, "it answered 403 to PUT");
    });
  },
});
