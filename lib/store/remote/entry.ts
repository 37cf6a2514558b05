import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type Manifest, manifestKey } from "../../plan/manifest.ts";
import type { ActionRecord } from "../../plan/record.ts";
import { decodeStandardOutput, encodeActionResult } from "./action_result.ts";

const HEADER = "senzai action 1";
const UNSIGNED = "unsigned";
/** Bytes of the line before the record: header, space, signature, line break. */
const MAX_LINE = HEADER.length + 1 + 64 + 1;

/** Why an entry is not used. */
export type EntryFault = "unsigned" | "forged" | "malformed" | "other key";

/** An entry of a shared cache that is not to be used. */
export class EntryError extends Error {
  /** Class name, for printing. */
  override readonly name = "EntryError";
  /** Why it is not used. */
  readonly fault: EntryFault;

  /** Says why an entry is not used, without a full stop. */
  constructor(fault: EntryFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const outputSchema = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  size,
  kind: z.string(),
  kindVersion: size,
});
const recordSchema = z.strictObject({
  key: z.string(),
  stage: z.string(),
  manifest: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), outputSchema),
  started: z.iso.datetime(),
  seconds: z.number().min(0),
  host: z.string(),
  engine: z.string(),
  threads: size,
  attempt: size,
  log: z.null(),
});

/**
 * Writes an action as the entry of a shared cache: an `ActionResult` that
 * names the artifacts, with the record as its text. Logs stay behind, since
 * they may tell about the machine.
 *
 * @param record What to share
 * @param secret Signs the record; unsigned without
 */
export function encodeEntry(
  record: ActionRecord,
  secret?: string,
): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify({ ...record, log: null });
  const signature = secret === undefined ? UNSIGNED : sign(json, secret);
  const files = Object.entries(record.outputs).map((
    [port, { digest, size }],
  ) => ({ path: `outputs/${port}`, digest, size }));
  const text = `${HEADER} ${signature}\n${json}`;
  return encodeActionResult(files, new TextEncoder().encode(text));
}

/**
 * Reads the entry of a shared cache. Nothing of it is parsed before its
 * signature is found right.
 *
 * @param bytes What the cache sent
 * @param options Key that was asked for; with a secret, the entry has to be
 * signed with it
 * @throws {EntryError} when it is not to be used
 */
export function decodeEntry(
  bytes: Uint8Array,
  { key, secret }: { readonly key: string; readonly secret?: string },
): ActionRecord {
  const { json, signature } = split(bytes);
  if (secret !== undefined) checkSignature(json, { signature, secret });
  let record: ActionRecord;
  let digest: string;
  try {
    const parsed = recordSchema.parse(JSON.parse(json));
    record = { ...parsed, manifest: parsed.manifest as unknown as Manifest };
    digest = manifestKey(record.manifest);
  } catch (cause) {
    throw new EntryError("malformed", "it is no record of an action", cause);
  }
  if (record.key === key && digest === key) return record;
  throw new EntryError("other key", "it belongs to another key");
}

function split(bytes: Uint8Array): { json: string; signature: string } {
  try {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    const text = utf8.decode(decodeStandardOutput(bytes));
    const end = text.slice(0, MAX_LINE).indexOf("\n");
    const [, signature] = /^senzai action 1 (\w+)$/.exec(text.slice(0, end)) ??
      [];
    if (signature === undefined) throw new SyntaxError("no header");
    return { json: text.slice(end + 1), signature };
  } catch (cause) {
    throw new EntryError("malformed", "it is no entry of this program", cause);
  }
}

function sign(json: string, secret: string): string {
  return createHmac("sha256", secret).update(`${HEADER}\n${json}`)
    .digest("hex");
}

function checkSignature(
  json: string,
  { signature, secret }: { signature: string; secret: string },
): void {
  if (signature === UNSIGNED) throw new EntryError("unsigned", "not signed");
  const right = new TextEncoder().encode(sign(json, secret));
  const given = new TextEncoder().encode(signature);
  if (right.length === given.length && timingSafeEqual(right, given)) return;
  throw new EntryError("forged", "signed with another secret");
}
