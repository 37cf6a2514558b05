import type { Job, Outcome } from "../job.ts";
import type { ProgressData } from "../progress.ts";

/** What the driver tells a worker: one line of JSON each. */
export type ToWorker =
  | {
    readonly type: "run";
    readonly job: Job;
    /** Line that the worker writes on standard error when the attempt ends. */
    readonly mark: string;
  }
  | { readonly type: "stop" };

/** What a worker tells the driver: one line of JSON each. */
export type FromWorker =
  | { readonly type: "progress"; readonly progress: ProgressData }
  | { readonly type: "checkpoint"; readonly bytes: number }
  | { readonly type: "log"; readonly line: string; readonly told?: boolean }
  | { readonly type: "outcome"; readonly end: AttemptEnd };

/** How an attempt ended, and how its process is. */
export interface AttemptEnd {
  /** How it ended. */
  readonly outcome: Outcome;
  /** Resident memory of the worker afterwards, in MiB. */
  readonly memory: number;
  /** Whether the process can take another attempt. */
  readonly reusable: boolean;
  /**
   * Whether an earlier attempt in this process may have caused the failure, by
   * what it left behind.
   */
  readonly doubtful: boolean;
  /** Whether the mark stands on standard error, after all that was written. */
  readonly marked: boolean;
}

/** Characters of a line that a log keeps. */
export const LONGEST_LINE = 65_536;

/** A line that a log keeps whole, or its beginning with a note. */
export function cutLine(line: string, more = 0): string {
  const over = Math.max(0, line.length - LONGEST_LINE) + more;
  return over === 0
    ? line
    : `${line.slice(0, LONGEST_LINE)}… (${over} more characters were cut)`;
}

/**
 * Yields the lines of a byte stream, without their ends; the last one also
 * when it has none. Takes time in proportion to the bytes.
 *
 * @param stream Text in UTF-8; other bytes become U+FFFD
 * @param options `longest`: characters of a line that are kept; a note at its
 * end counts the others. All when absent
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  { longest = Infinity }: { readonly longest?: number } = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const line = new Line(longest);
  for await (const chunk of stream) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      line.add(text.slice(from, to));
      yield line.take();
      from = to + 1;
    }
    line.add(text.slice(from));
  }
  line.add(decoder.decode());
  if (line.length > 0) yield line.take();
}

/** A line that grows piece by piece. */
class Line {
  readonly #longest: number;
  #pieces: string[] = [];
  #kept = 0;
  #more = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  get length(): number {
    return this.#kept + this.#more;
  }

  add(piece: string): void {
    if (piece === "") return;
    const kept = piece.slice(0, this.#longest - this.#kept);
    if (kept !== "") this.#pieces.push(kept);
    this.#kept += kept.length;
    this.#more += piece.length - kept.length;
  }

  take(): string {
    const text = this.#pieces.join("");
    const more = this.#more;
    this.#pieces = [];
    this.#kept = this.#more = 0;
    return more === 0 ? text : cutLine(text, more);
  }
}
