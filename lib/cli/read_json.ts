import { readTextFileSync } from "../platform/files.ts";

/**
 * Reads a file of JSON, also with the mark at its start that some editors
 * write.
 *
 * @throws {SyntaxError} when it is no JSON
 */
export function readJson(path: string): unknown {
  return JSON.parse(readTextFileSync(path).replace(/^\ufeff/, ""));
}
