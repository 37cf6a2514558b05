import type { Progress } from "../dsl/context.ts";
import type { Job, Outcome } from "./job.ts";

/** What the driver tells a worker: one line of JSON each. */
export type ToWorker =
  | { readonly type: "run"; readonly job: Job }
  | { readonly type: "stop" };

/** What a worker tells the driver: one line of JSON each, after a mark. */
export type FromWorker =
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "checkpoint"; readonly bytes: number }
  | { readonly type: "log"; readonly line: string }
  | {
    readonly type: "outcome";
    readonly outcome: Outcome;
    /** Resident memory of the worker afterwards, in MiB. */
    readonly memory: number;
  };

/**
 * Starts every message of a worker, so that whatever else a stage or a native
 * library writes on standard output is told apart (and logged).
 */
export const MARK = "\x1e";

/**
 * Yields the lines of a byte stream, without their ends; the last one also
 * when it has none.
 */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

/**
 * Splits one line of a worker's standard output into stray text and a message.
 *
 * @throws {SyntaxError} when the marked part is no JSON
 */
export function parseWorkerLine(
  line: string,
): { stray: string; message: FromWorker | undefined } {
  const at = line.indexOf(MARK);
  if (at < 0) return { stray: line, message: undefined };
  return {
    stray: line.slice(0, at),
    message: JSON.parse(line.slice(at + MARK.length)),
  };
}
