import { dirname } from "node:path";
import {
  mkdirSync,
  type OpenFile,
  openSync,
  readFileSync,
  removeSync,
} from "../../platform/files.ts";

const TAIL = 20;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The log of one attempt: a file that appears with the first line and stops
 * growing at 64 MiB.
 */
export class LogFile {
  /** Absolute path of the file. */
  readonly path: string;
  #file: OpenFile | undefined;
  #bytes = 0;
  #failed = false;
  readonly #tail: string[] = [];

  /** Prepares the log at an absolute path. */
  constructor(path: string) {
    this.path = path;
  }

  /** Whether anything was written. */
  get exists(): boolean {
    return this.#bytes > 0;
  }

  /** The last lines. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** Adds a line; a disk that is full loses lines, never the attempt. */
  write(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL) this.#tail.shift();
    if (this.#failed || this.#bytes > MAX_BYTES) return;
    const bytes = new TextEncoder().encode(`${line}\n`);
    try {
      this.#file ??= open(this.path);
      this.#file.writeSync(bytes);
      this.#bytes += bytes.length;
    } catch {
      this.#failed = true;
    }
  }

  /** Closes the file and returns its bytes, if there are any. */
  finish(): Uint8Array | undefined {
    this.#file?.close();
    this.#file = undefined;
    if (!this.exists) return undefined;
    try {
      return readFileSync(this.path);
    } catch {
      return undefined;
    }
  }

  /** Removes the file, after its text went elsewhere. */
  remove(): void {
    try {
      removeSync(this.path);
      removeSync(dirname(this.path));
    } catch {
      // The folder holds the logs of other attempts.
    }
  }
}

function open(path: string): OpenFile {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, { append: true, create: true });
}
