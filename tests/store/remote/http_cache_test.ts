import assert from "node:assert/strict";
import { HttpCache } from "../../../lib/store/remote/http_cache.ts";
import { pour, serveMemoryCache } from "../../fixtures/memory_cache.ts";

const QUICK = { patience: 5000, pause: 5 };
const bytes = new TextEncoder().encode("some bytes");

Deno.test("HttpCache puts, sees and gets bytes, and counts them", async () => {
  await using server = serveMemoryCache();
  const cache = new HttpCache(`${server.url}/instance/`, QUICK);
  assert.equal(await cache.get("cas/a", { most: 100 }), undefined);
  assert.equal(await cache.has("cas/a"), false);
  await cache.put("cas/a", bytes);
  assert.equal(server.headers.get("content-length"), "10");
  assert.deepEqual([...server.files.keys()], ["instance/cas/a"]);
  assert.equal(await cache.has("cas/a"), true);
  assert.deepEqual(await cache.get("cas/a", { exactly: 10 }), bytes);
  assert.deepEqual(await cache.get("cas/a", { most: 10 }), bytes);
  assert.deepEqual([cache.received.bytes, cache.sent.bytes], [20, 10]);
  assert.equal(cache.retried, 0);
});

Deno.test("HttpCache sends the user of its address, and does not show the password", async () => {
  await using server = serveMemoryCache();
  const { host } = new URL(server.url);
  const cache = new HttpCache(`http://me:p%40ss@${host}`, QUICK);
  await cache.has("ac/a");
  assert.equal(
    server.headers.get("authorization"),
    `Basic ${btoa("me:p@ss")}`,
  );
  assert.equal(cache.address, `http://${host}`);
});

Deno.test("HttpCache tries again what fails for a moment", async () => {
  await using server = serveMemoryCache();
  server.files.set("cas/a", bytes);
  for (const status of [500, 503, 429]) {
    let failures = 2;
    server.lie = () =>
      failures-- > 0 ? new Response(null, { status }) : undefined;
    const cache = new HttpCache(server.url, QUICK);
    assert.deepEqual(await cache.get("cas/a", { exactly: 10 }), bytes);
    assert.equal(cache.retried, 2);
    assert.equal(cache.reads.open, undefined);
  }
});

Deno.test("HttpCache gives up a cache that fails three calls in a row", async () => {
  await using server = serveMemoryCache();
  server.lie = () => new Response(null, { status: 500 });
  const cache = new HttpCache(server.url, QUICK);
  for (let i = 0; i < 5; i++) {
    await assert.rejects(cache.get("cas/a", { most: 10 }), /500/);
  }
  assert.equal(server.requests.length, 9);
  assert.equal(cache.reads.open, "it answered 500 to GET");
  assert.equal(cache.writes.open, undefined);
});

Deno.test("HttpCache takes a refusal for an answer", async () => {
  await using server = serveMemoryCache();
  server.lie = ({ method }) =>
    method === "PUT" ? new Response(null, { status: 403 }) : undefined;
  const cache = new HttpCache(server.url, QUICK);
  await assert.rejects(cache.put("cas/a", bytes), /403/);
  await assert.rejects(cache.put("cas/b", bytes), /403/);
  assert.deepEqual(server.requests, ["PUT cas/a"]);
  assert.equal(await cache.get("cas/a", { most: 10 }), undefined);
});

Deno.test("HttpCache never takes more than was asked for", async () => {
  await using server = serveMemoryCache();
  const piece = new Uint8Array(1000);
  const cache = new HttpCache(server.url, QUICK);
  const wrong = [
    () => new Response(piece),
    () => new Response(pour({ piece })),
    () => new Response(pour({ piece, pieces: 1 })),
  ];
  for (const [i, lie] of wrong.entries()) {
    server.lie = lie;
    const get = cache.get("cas/a", { exactly: 10 });
    await assert.rejects(get, /1000 bytes .* 10 were expected/, `${i}`);
  }
  assert.ok(cache.received.bytes < 1e6);
});

Deno.test("HttpCache does not wait for the silent and the slow", async () => {
  await using server = serveMemoryCache();
  const silence = new AbortController();
  const lies = {
    "it did not answer": () =>
      new Promise<undefined>((done) =>
        silence.signal.addEventListener("abort", () => done(undefined))
      ),
    "it was too slow": () =>
      new Response(
        pour({ piece: Uint8Array.of(1), pieces: 1000, pause: 50 }),
      ),
  };
  for (const [message, lie] of Object.entries(lies)) {
    server.lie = lie;
    const cache = new HttpCache(server.url, { patience: 300 });
    const began = performance.now();
    const get = cache.get("cas/a", { exactly: 1000 });
    await assert.rejects(get, { message });
    assert.ok(performance.now() - began < 3000);
    assert.equal(cache.retried, 0);
    // Only one that has never answered is left alone at once.
    const isSilent = message === "it did not answer";
    assert.equal(cache.reads.open, isSilent ? message : undefined);
  }
  silence.abort();
});

Deno.test("HttpCache.stop() ends what is under way", async () => {
  await using server = serveMemoryCache();
  server.lie = () =>
    new Response(pour({ piece: Uint8Array.of(1), pieces: 600, pause: 50 }));
  const cache = new HttpCache(server.url);
  const get = cache.get("cas/a", { exactly: 1000 });
  setTimeout(() => cache.stop(), 100);
  await assert.rejects(get, /abandoned/);
  await assert.rejects(cache.has("cas/a"), /abandoned/);
});

Deno.test("HttpCache says when nobody listens", async () => {
  const server = serveMemoryCache();
  await server[Symbol.asyncDispose]();
  const cache = new HttpCache(server.url, QUICK);
  await assert.rejects(cache.has("cas/a"), /connection refused/);
  assert.equal(cache.retried, 2);
});
