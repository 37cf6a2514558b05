import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { listFiles } from "../fixtures/folder.ts";

/**
 * What lies in a store, read without the code under test.
 *
 * @module
 */

/** Keys of the actions that are recorded and whose artifacts are whole. */
export function finishedKeys(store: string): Map<string, string> {
  const result = new Map<string, string>();
  for (const name of listFiles(join(store, "actions"))) {
    const record = readRecord(join(store, "actions", name));
    if (record === undefined) continue;
    const digests = Object.values(record.outputs).map(({ digest }) => digest);
    if (digests.every((digest) => isWhole(store, digest))) {
      result.set(record.key, digests.join());
    }
  }
  return result;
}

/** Whether a blob is there and its bytes hash to its name. */
export function isWhole(store: string, digest: string): boolean {
  try {
    const path = join(store, "cas", digest.slice(0, 2), digest);
    const bytes = Deno.readFileSync(path);
    return createHash("sha256").update(bytes).digest("hex") === digest;
  } catch {
    return false;
  }
}

/** Steps at which the newest intact checkpoints were taken, by key. */
export function checkpointSteps(store: string): Map<string, number> {
  const result = new Map<string, number>();
  for (const name of listFiles(join(store, "checkpoints"))) {
    let bytes: Uint8Array;
    try {
      bytes = Deno.readFileSync(join(store, "checkpoints", name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // A worker that has not ended yet put a newer one in its place.
      return checkpointSteps(store);
    }
    const title = new TextDecoder().decode(bytes.subarray(0, 20));
    if (title !== "senzai checkpoint 1\n") continue;
    const body = bytes.subarray(52);
    const sum = createHash("sha256").update(body).digest();
    if (!sum.every((byte, i) => bytes[20 + i] === byte)) continue;
    const [step] = JSON.parse(new TextDecoder().decode(body));
    const key = name.replace(/^.*[\\/]/, "").replace(/\.previous$/, "");
    result.set(key, Math.max(step, result.get(key) ?? 0));
  }
  return result;
}

/** Files, locks and rows that no run should leave. */
export function leftovers(
  store: string,
  { isIndexSpoilt }: { isIndexSpoilt: boolean },
): string[] {
  const files = ["tmp", "live", "checkpoints"].flatMap((folder) =>
    listFiles(join(store, folder)).map((name) => `${folder}/${name}`)
  );
  return isIndexSpoilt ? files : [...files, ...leftInIndex(store)];
}

function leftInIndex(store: string): string[] {
  const database = new DatabaseSync(join(store, "index.sqlite"));
  try {
    const leases = database.prepare("SELECT key FROM leases").all();
    const [row] = database.prepare("PRAGMA integrity_check").all();
    const state = Object.values(row ?? {})[0];
    return [
      ...leases.map(({ key }) => `lease ${key}`),
      ...(state === "ok" ? [] : [`index: ${state}`]),
    ];
  } finally {
    database.close();
  }
}

/** Ids of processes whose environment holds a text. */
export function processesWith(mark: string): number[] {
  const result: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = Deno.readTextFileSync(`/proc/${name}/environ`);
      const status = Deno.readTextFileSync(`/proc/${name}/stat`);
      if (environment.includes(mark) && !/\) Z /.test(status)) {
        result.push(Number(name));
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return result;
}

function readRecord(
  path: string,
): {
  key: string;
  outputs: Record<string, { digest: string }>;
} | undefined {
  try {
    const [line, digest] = Deno.readTextFileSync(path).split("\n");
    const sum = createHash("sha256").update(line!).digest("hex");
    return sum === digest ? JSON.parse(line!) : undefined;
  } catch {
    return undefined;
  }
}
