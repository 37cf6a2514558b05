import { join } from "node:path";
import { readTextFileSync } from "../platform/files.ts";
import { type DurableKind, writeAll, writeDurably } from "./_durable.ts";
import { sha256 } from "./blobs.ts";

/**
 * Writes a record durably: one line of JSON, and its SHA-256 on the next.
 *
 * @param directory Folder of the store
 * @param path File of the record
 * @param record Plain data
 * @param kind For the fault points on its way
 */
export function writeRecord(
  directory: string,
  path: string,
  record: unknown,
  kind: DurableKind = "action",
): void {
  const line = JSON.stringify(record);
  const bytes = new TextEncoder().encode(`${line}\n${sha256(line)}\n`);
  writeDurably(join(directory, "tmp"), kind, (file) => {
    writeAll(file, bytes);
    return path;
  });
}

/** The record in a file; undefined when it is absent, cut short or damaged. */
export function readRecord(path: string): unknown {
  try {
    const [line, digest] = readTextFileSync(path).split("\n");
    if (digest !== undefined && digest !== "" && digest !== sha256(line!)) {
      return undefined;
    }
    return JSON.parse(line!);
  } catch {
    return undefined;
  }
}
