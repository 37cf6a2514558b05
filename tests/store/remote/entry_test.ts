import assert from "node:assert/strict";
import { manifestKey } from "../../../lib/plan/manifest.ts";
import type { ActionRecord } from "../../../lib/plan/record.ts";
import { encodeActionResult } from "../../../lib/store/remote/action_result.ts";
import {
  decodeEntry,
  encodeEntry,
  EntryError,
  type EntryFault,
} from "../../../lib/store/remote/entry.ts";
import { sampleManifest } from "../../fixtures/sample_record.ts";

const manifest = sampleManifest(1);
const key = manifestKey(manifest);
const record: ActionRecord = {
  key,
  stage: "test",
  manifest,
  outputs: {
    samples: {
      digest: "ab".repeat(32),
      size: 3,
      kind: "images",
      kindVersion: 1,
    },
  },
  started: "2026-01-31T00:00:00.000Z",
  seconds: 1.5,
  host: "linux",
  engine: "onnx",
  threads: 2,
  attempt: 1,
  log: "cd".repeat(32),
};
const shared = { ...record, log: null };

function assertFault(fault: EntryFault, decode: () => unknown, note = "") {
  assert.throws(
    decode,
    (error) => error instanceof EntryError && error.fault === fault,
    note,
  );
}

function entryOf(text: string): Uint8Array {
  return encodeActionResult([], new TextEncoder().encode(text));
}

Deno.test("decodeEntry() gives back the record without its log", () => {
  assert.deepEqual(decodeEntry(encodeEntry(record), { key }), shared);
  const signed = encodeEntry(record, "secret");
  assert.deepEqual(decodeEntry(signed, { key }), shared);
  assert.deepEqual(decodeEntry(signed, { key, secret: "secret" }), shared);
});

Deno.test("decodeEntry() refuses entries that the secret did not sign", () => {
  const options = { key, secret: "secret" };
  assertFault("unsigned", () => decodeEntry(encodeEntry(record), options));
  assertFault(
    "forged",
    () => decodeEntry(encodeEntry(record, "other"), options),
  );
  const signed = encodeEntry(record, "secret");
  const text = new TextDecoder("latin1").decode(signed);
  for (const part of ["abab", '"seconds":1.5', "senzai action 1 "]) {
    const at = text.lastIndexOf(part) + part.length - 1;
    const changed = signed.slice();
    changed[at]! ^= 1;
    assert.throws(() => decodeEntry(changed, options), EntryError, part);
  }
  for (const signature of ["", "0", "é".repeat(64), "0".repeat(65)]) {
    const forged = entryOf(
      `senzai action 1 ${signature}\n${JSON.stringify(shared)}`,
    );
    assert.throws(() => decodeEntry(forged, options), EntryError, signature);
  }
});

Deno.test("encodeEntry() signs what a secret has always signed", () => {
  const text = new TextDecoder("latin1").decode(encodeEntry(record, "secret"));
  assert.equal(
    /senzai action 1 (\w+)/.exec(text)?.[1],
    "eea253f0083936d850536c7af10d6ff691d9c0f0912c9ca595ca8c19a16bdc97",
  );
});

Deno.test("decodeEntry() refuses entries of other keys", () => {
  const other = sampleManifest(2);
  const moved = { ...record, manifest: other };
  assertFault("other key", () => decodeEntry(encodeEntry(moved), { key }));
  assertFault(
    "other key",
    () =>
      decodeEntry(encodeEntry({ ...moved, key: manifestKey(other) }), { key }),
  );
});

Deno.test("decodeEntry() refuses what is no record", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  const [output] = Object.values(shared.outputs);
  const bad: readonly unknown[] = [
    null,
    [],
    {},
    { ...shared, outputs: { samples: { ...output, digest: "../../passwd" } } },
    { ...shared, outputs: { samples: { ...output, size: -1 } } },
    { ...shared, outputs: { samples: { ...output, size: 1e300 } } },
    { ...shared, outputs: { samples: { ...output, more: 1 } } },
    { ...shared, outputs: [] },
    { ...shared, seconds: "1" },
    { ...shared, started: "yesterday" },
    { ...shared, log: "cd".repeat(32) },
    { ...shared, manifest: undefined },
    { ...shared, extra: 1 },
  ];
  const texts = [
    "",
    "senzai action 1 unsigned",
    "senzai action 2 unsigned\n{}",
    "senzai action 1 unsigned\n{",
    `senzai action 1 unsigned\n${deep}`,
    `senzai action 1 unsigned\n${
      JSON.stringify(shared).replace('"config":{}', `"config":${deep}`)
    }`,
    ...bad.map((value) => `senzai action 1 unsigned\n${JSON.stringify(value)}`),
  ];
  for (const text of texts) {
    const note = text.slice(0, 100);
    assertFault("malformed", () => decodeEntry(entryOf(text), { key }), note);
  }
  assertFault("malformed", () => decodeEntry(Uint8Array.of(1, 2, 3), { key }));
  assertFault(
    "malformed",
    () => decodeEntry(encodeActionResult([], Uint8Array.of(255, 254)), { key }),
  );
});
