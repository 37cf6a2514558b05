import assert from "node:assert/strict";
import { join as joinPath } from "node:path";
import type { Targets } from "../../../lib/dsl/pipeline.ts";
import { decodeEntry, encodeEntry } from "../../../lib/store/remote/entry.ts";
import type { SharedCacheOptions } from "../../../lib/store/remote/mod.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import {
  type Lie,
  type MemoryCache,
  pour,
  serveMemoryCache,
  serveRaw,
} from "../../fixtures/memory_cache.ts";
import { play, type Played, readTarget } from "../../fixtures/run.ts";
import {
  clock,
  draw,
  emit,
  misbehave,
  subtract,
  truncate,
  walk,
} from "../../fixtures/stages.ts";

const PATIENCE = { patience: 2000, pause: 5 };

/** Two sources, a node between, and a target that reads both. */
function difference(): Targets {
  const left = emit({ values: [5.5] }).numbers;
  const right = draw({ count: 1 }).numbers;
  const whole = truncate({ numbers: left }).numbers;
  return { result: subtract({ left: whole, right }).numbers };
}

function using(
  { url }: { readonly url: string },
  options: Partial<SharedCacheOptions> = {},
) {
  const cache: SharedCacheOptions = {
    url,
    mode: "read-write",
    patience: PATIENCE,
    ...options,
  };
  return { cache };
}

/** Asserts that both stores hold the same results, byte by byte. */
function assertSame(a: string, b: string, [first, second]: [Played, Played]) {
  assert.equal(second.status, "ok");
  assert.deepEqual(second.targets, first.targets);
  using storeA = Store.open(a, { readonly: true });
  using storeB = Store.open(b, { readonly: true });
  for (const { key, outputs } of first.nodes) {
    assert.deepEqual(storeB.action(key!)?.outputs, outputs);
    for (const { digest } of Object.values(outputs)) {
      assert.deepEqual(storeB.blobs.read(digest), storeA.blobs.read(digest));
    }
  }
}

/** Runs on machine A with an honest cache, then on B with one that lies. */
async function withLie(
  spoil: (server: MemoryCache) => void,
  check: (second: Played, server: MemoryCache) => void | Promise<void>,
  options: Partial<SharedCacheOptions> = {},
): Promise<void> {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const [a, b] = [joinPath(folder, "a"), joinPath(folder, "b")];
    const first = await play(a, difference(), using(server));
    assert.deepEqual([first.ran, first.cache?.sent], [4, 4]);
    spoil(server);
    const second = await play(b, difference(), using(server, options));
    assertSame(a, b, [first, second]);
    await check(second, server);
  });
}

/** Lies about blobs only. */
function blobs(answer: (truth: Uint8Array<ArrayBuffer>) => Response): Lie {
  return ({ method, path }, truth) =>
    method === "GET" && path.startsWith("cas/") && truth !== undefined
      ? answer(truth)
      : undefined;
}

/** Lies about entries only. */
function entries(
  answer: (truth: Uint8Array<ArrayBuffer>) => BodyInit,
): Lie {
  return ({ method, path }, truth) =>
    method === "GET" && path.startsWith("ac/") && truth !== undefined
      ? new Response(answer(truth))
      : undefined;
}

Deno.test("runGraph() takes from a shared cache what another machine made", async () => {
  await withLie(() => {}, (second) => {
    assert.deepEqual([second.ran, second.hits], [0, 4]);
    const { cache, warnings, nodes } = second;
    assert.deepEqual([cache?.hits, cache?.sent], [4, 0]);
    assert.ok(cache!.bytesIn > 0 && cache!.bytesOut === 0);
    assert.deepEqual(warnings, []);
    assert.deepEqual(nodes.map(({ reason }) => reason), [
      "from the cache",
      "from the cache",
      "from the cache",
      "from the cache",
    ]);
  });
});

Deno.test("runGraph() asks no shared cache when nothing is to run", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    await play(folder, difference(), using(server));
    const before = server.requests.length;
    const again = await play(folder, difference(), using(server));
    assert.equal(again.hits, 4);
    assert.equal(again.cache, undefined);
    assert.equal(server.requests.length, before);
  });
});

const changed = (truth: Uint8Array<ArrayBuffer>) =>
  truth.map((byte) => byte ^ 1);

const LIES: Readonly<Record<string, [lie: Lie, warning: RegExp]>> = {
  "wrong bytes": [
    blobs((truth) => new Response(changed(truth))),
    /: it sent other bytes than those asked for/,
  ],
  "bytes that are cut off": [
    blobs((truth) => new Response(truth.subarray(1))),
    /it sent \d+ bytes or more where/,
  ],
  "a connection that breaks": [
    blobs((truth) =>
      new Response(
        pour({ piece: truth.subarray(0, 1), pieces: 1, breaks: true }),
      )
    ),
    /the connection broke/,
  ],
  "bytes without end": [
    blobs(() => new Response(pour({ piece: new Uint8Array(65536) }))),
    /it sent \d+ bytes or more where/,
  ],
  "a trickle": [
    blobs((truth) =>
      new Response(
        pour({ piece: truth.subarray(0, 1), pieces: 100, pause: 1500 }),
      )
    ),
    /it was too slow/,
  ],
  "an entry that is none": [
    entries(() => "<html>Welcome to the hotel</html>"),
    /an entry .* is not used .*: it is no entry of this program/,
  ],
  "an entry without end": [
    entries(() => pour({ piece: new Uint8Array(2 ** 20) })),
    /it sent \d+ bytes or more where 16777216 were expected/,
  ],
  "an empty entry": [entries(() => ""), /it is no entry of this program/],
};

for (const [name, [lie, warning]] of Object.entries(LIES)) {
  Deno.test(`runGraph() makes itself what a shared cache has wrong: ${name}`, async () => {
    await withLie((server) => server.lie = lie, ({ ran, warnings }) => {
      assert.ok(ran > 0);
      assert.ok(warnings.some((text) => warning.test(text)), `${warnings}`);
      assert.equal(warnings.length, 1, `${warnings}`);
    });
  });
}

Deno.test("runGraph() makes itself what a shared cache announces in another length", async () => {
  for (const announced of [-1, 1, 1e9]) {
    await withLie(() => {}, async (second, server) => {
      await using raw = serveRaw((path) => {
        const bytes = server.files.get(path);
        if (bytes === undefined) return undefined;
        const length = bytes.length +
          (path.startsWith("cas/") ? announced : 0);
        return { length, bytes };
      });
      await withFolder(async (folder) => {
        const read = using(raw, { mode: "read" });
        const run = await play(folder, difference(), read);
        assert.equal(run.status, "ok");
        assert.ok(run.ran > 0);
        assert.deepEqual(run.targets, second.targets);
        assert.equal(run.warnings.length, 1);
      });
    });
  }
});

Deno.test("runGraph() does not take the entry of another key", async () => {
  await withLie((server) => {
    const paths = [...server.files.keys()].filter((path) =>
      path.startsWith("ac/")
    );
    const all = paths.map((path) => server.files.get(path)!);
    paths.forEach((path, i) =>
      server.files.set(path, all[(i + 1) % all.length]!)
    );
  }, ({ ran, warnings }) => {
    assert.equal(ran, 4);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /it belongs to another key/);
  });
});

Deno.test("runGraph() does not take outputs that are not the stage's", async () => {
  await withLie((server) => {
    for (const [path, bytes] of server.files) {
      if (!path.startsWith("ac/")) continue;
      const record = decodeEntry(bytes, { key: path.slice(3) });
      const { numbers } = record.outputs;
      const outputs = { numbers: { ...numbers!, kind: "images" } };
      server.files.set(path, encodeEntry({ ...record, outputs }));
    }
  }, ({ ran, warnings }) => {
    assert.equal(ran, 4);
    assert.match(warnings[0]!, /its outputs are not the stage's/);
  });
});

Deno.test("runGraph() makes again what a shared cache has lost, and puts it back", async () => {
  await withLie((server) => {
    for (const path of server.files.keys()) {
      if (path.startsWith("cas/")) server.files.delete(path);
    }
  }, ({ ran, cache, warnings }, server) => {
    assert.deepEqual([ran, cache?.sent], [4, 4]);
    assert.deepEqual(warnings, []);
    const blobs = [...server.files.keys()].filter((path) =>
      path.startsWith("cas/")
    );
    assert.equal(blobs.length, 4);
  });
});

Deno.test("runGraph() replaces what it found wrong in a shared cache", async () => {
  await withLie((server) => {
    const cut = (bytes: Uint8Array<ArrayBuffer>) => bytes.subarray(1);
    for (const [i, [path, bytes]] of [...server.files].entries()) {
      const spoil = i % 4 < 2 ? changed : cut;
      if (path.startsWith("cas/")) server.files.set(path, spoil(bytes));
      if (path.startsWith("ac/")) server.files.set(path, bytes.subarray(9));
    }
  }, async (_, server) => {
    await withFolder(async (folder) => {
      const third = await play(folder, difference(), using(server));
      // Blobs that B never read are found wrong only now.
      assert.equal(third.status, "ok");
      const fourth = await play(
        joinPath(folder, "d"),
        difference(),
        using(server),
      );
      assert.deepEqual([fourth.ran, fourth.hits], [0, 4]);
    });
  });
});

Deno.test("runGraph() takes only signed entries where there is a secret", async () => {
  await withLie(() => {}, async ({ ran, cache, warnings }, server) => {
    assert.deepEqual([ran, cache?.sent], [4, 4]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /are not used .*: not signed/);
    assert.doesNotMatch(warnings[0]!, /hush/);
    await withFolder(async (folder) => {
      const secret = using(server, { secret: "hush" });
      const signed = await play(folder, difference(), secret);
      assert.deepEqual([signed.ran, signed.hits], [0, 4]);
      const other = joinPath(folder, "other");
      const wrong = await play(
        other,
        difference(),
        using(server, { secret: "loud", mode: "read" }),
      );
      assert.equal(wrong.ran, 4);
      assert.match(wrong.warnings[0]!, /signed with another secret/);
    });
  }, { secret: "hush" });
});

Deno.test("runGraph() sends nothing in read mode", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const run = await play(
      folder,
      difference(),
      using(server, { mode: "read" }),
    );
    assert.equal(run.ran, 4);
    assert.ok(server.requests.every((text) => text.startsWith("GET ")));
    assert.equal(server.files.size, 0);
  });
});

Deno.test("runGraph() goes on when a shared cache takes nothing", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    server.lie = ({ method }) =>
      method === "PUT" ? new Response(null, { status: 403 }) : undefined;
    const run = await play(folder, difference(), using(server));
    assert.deepEqual([run.status, run.ran, run.cache?.sent], ["ok", 4, 0]);
    assert.equal(run.warnings.length, 1);
    assert.match(run.warnings[0]!, /nothing more is sent .* answered 403/);
  });
});

Deno.test("runGraph() tries a shared cache again that fails for a moment", async () => {
  let failures = 2;
  await withLie(
    (server) => {
      server.lie = () =>
        failures-- > 0 ? new Response(null, { status: 500 }) : undefined;
    },
    ({ hits, cache, warnings }) => {
      assert.deepEqual([hits, cache?.retries], [4, 2]);
      assert.deepEqual(warnings, []);
    },
  );
});

Deno.test("runGraph() goes without a shared cache that does not answer", async () => {
  await withFolder(async (folder) => {
    const server = serveMemoryCache();
    await server[Symbol.asyncDispose]();
    const values = Array.from({ length: 40 }, (_, i) => i);
    const targets = Object.fromEntries(
      values.map((i) => [`t${i}`, emit({ values: [i] }).numbers]),
    );
    const run = await play(folder, targets, using(server));
    assert.deepEqual([run.status, run.ran], ["ok", 40]);
    assert.equal(run.warnings.length, 1, `${run.warnings}`);
    assert.match(run.warnings[0]!, /left alone .* connection refused/);
    assert.ok(run.seconds < 10);
  });
});

Deno.test("runGraph() waits for a silent shared cache once", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const release = Promise.withResolvers<undefined>();
    server.lie = () => release.promise;
    const run = await play(folder, difference(), using(server));
    release.resolve(undefined);
    assert.deepEqual([run.status, run.ran], ["ok", 4]);
    assert.equal(run.warnings.length, 1);
    assert.match(run.warnings[0]!, /left alone .* it did not answer/);
    assert.ok(run.seconds < 10);
    // The sources were asked for side by side, what reads them not at all.
    assert.equal(server.requests.length, 2);
  });
});

Deno.test("runGraph() runs forced nodes, and keeps the first result in the cache", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const targets = { now: clock({}).numbers };
    const a = joinPath(folder, "a");
    const first = await play(a, targets, using(server));
    const force = first.nodes.map(({ node }) => node);
    const b = joinPath(folder, "b");
    const forced = await play(b, targets, { ...using(server), force });
    assert.deepEqual(forced.statuses, ["clock ran"]);
    const third = await play(joinPath(folder, "c"), targets, using(server));
    assert.deepEqual(third.statuses, ["clock hit"]);
    assert.deepEqual(third.targets, first.targets);
  });
});

Deno.test("runGraph() fetches again what was deleted or damaged in the store", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const first = await play(folder, difference(), using(server));
    const pathOf = (node: number) => {
      using store = Store.open(folder);
      return store.blobs.path(first.nodes[node]!.outputs.numbers!.digest);
    };
    Deno.removeSync(pathOf(3));
    const second = await play(folder, difference(), using(server));
    assert.deepEqual([second.ran, second.hits, second.cache?.hits], [0, 4, 1]);
    // Damage that keeps size and times is found only when a stage reads it.
    const path = pathOf(0);
    const { mtime } = Deno.statSync(path);
    const bytes = Deno.readFileSync(path);
    Deno.writeFileSync(path, changed(bytes));
    Deno.utimeSync(path, mtime!, mtime!);
    const third = await play(folder, {
      ...difference(),
      other: subtract({
        left: emit({ values: [5.5] }).numbers,
        right: emit({ values: [5.5] }).numbers,
      }).numbers,
    }, using(server));
    assert.equal(third.status, "ok");
    assert.deepEqual(
      third.statuses.filter((text) => text.endsWith("ran")),
      ["subtract ran"],
    );
    assert.deepEqual(readTarget(folder, third, "other"), [0]);
    assert.deepEqual(Deno.readFileSync(path), bytes);
  });
});

Deno.test("runGraph() looks nodes up while others run", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const slow = emit({ values: [1] }).numbers;
    await play(joinPath(folder, "a"), { slow }, using(server));
    let isWalking = false;
    server.lie = async ({ method, path }, truth) => {
      if (method === "GET" && path.startsWith("ac/") && truth !== undefined) {
        for (let i = 0; i < 60 && !isWalking; i++) {
          await new Promise((done) => setTimeout(done, 50));
        }
      }
      return undefined;
    };
    const run = await play(joinPath(folder, "b"), {
      slow,
      walk: walk({ steps: 5 }).numbers,
    }, {
      ...using(server, { patience: { patience: 10_000 } }),
      onEvent: (event) => isWalking ||= event.type === "node-started",
    });
    assert.ok(isWalking);
    assert.deepEqual(run.statuses, ["emit hit", "walk ran"]);
  });
});

Deno.test("runGraph() ends at once when it is interrupted while it uploads", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const release = Promise.withResolvers<undefined>();
    server.lie = ({ method }) => method === "PUT" ? release.promise : undefined;
    const stop = new AbortController();
    let progress = 0;
    const began = performance.now();
    const run = await play(folder, difference(), {
      ...using(server, { patience: { patience: 60_000 } }),
      signal: stop.signal,
      onEvent(event) {
        if (event.type !== "cache-progress" || event.uploads.total < 4) return;
        progress++;
        stop.abort();
      },
    });
    release.resolve(undefined);
    assert.equal(progress, 1);
    assert.ok(performance.now() - began < 20_000);
    assert.deepEqual([run.status, run.ran, run.cache?.sent], ["ok", 4, 0]);
    assert.deepEqual(run.warnings, []);
  });
});

Deno.test("runGraph() stops looking up when it is interrupted, or a node failed", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    const release = Promise.withResolvers<undefined>();
    server.lie = ({ path }) =>
      path.startsWith("ac/") ? release.promise : undefined;
    const patience = { patience: 60_000 };
    const stopped = await play(joinPath(folder, "a"), difference(), {
      ...using(server, { patience }),
      signal: AbortSignal.timeout(200),
    });
    assert.equal(stopped.status, "interrupted");
    release.resolve(undefined);
    const never = Promise.withResolvers<undefined>();
    let asked = 0;
    server.lie = () => asked++ === 0 ? undefined : never.promise;
    const failed = await play(joinPath(folder, "b"), {
      bad: misbehave({}, { how: "throw" }).numbers,
      good: emit({ values: [1] }).numbers,
    }, { ...using(server, { patience }), keepGoing: false });
    never.resolve(undefined);
    assert.deepEqual(failed.statuses, ["misbehave failed", "emit blocked"]);
  });
});

Deno.test("runGraph() looks nodes of one key up once", async () => {
  await withFolder(async (folder) => {
    await using server = serveMemoryCache();
    // Both truncate to [5], so that the last two have one key.
    const [one, two] = [5.1, 5.2].map((value) =>
      truncate({ numbers: emit({ values: [value] }).numbers }).numbers
    );
    const targets = {
      one: truncate({ numbers: one! }).numbers,
      two: truncate({ numbers: two! }).numbers,
    };
    const first = await play(joinPath(folder, "a"), targets, using(server));
    assert.equal(first.status, "ok");
    const second = await play(joinPath(folder, "b"), targets, using(server));
    assert.deepEqual([second.ran, second.hits], [0, 6]);
    assert.deepEqual(second.targets, first.targets);
  });
});
