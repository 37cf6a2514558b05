import { NotFound } from "../platform/errors.ts";
import { statSync } from "../platform/files.ts";
import { type HashedFile, hashFile } from "./hash_file.ts";
import type { Hashed } from "./_hash_worker.ts";

/** Below this a message to a thread costs more than the hashing. */
const LARGE = 4 * 1024 * 1024;

/** Hashes large files on threads of their own, small ones on this one. */
export class HashPool implements Disposable {
  readonly #all: Worker[] = [];
  readonly #idle: Worker[] = [];

  /**
   * Same as {@linkcode hashFile}; as many at a time as there are calls.
   *
   * @throws {Error} what the system does when the file cannot be read
   */
  async hash(path: string): Promise<HashedFile> {
    if (statSync(path).size < LARGE) return await hashFile(path);
    const worker = this.#idle.pop() ?? this.#start();
    const answer = await new Promise<Hashed>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage(path);
    });
    this.#idle.push(worker);
    if ("file" in answer) return answer.file;
    throw answer.isGone
      ? new NotFound(answer.message)
      : new Error(answer.message);
  }

  /** Ends the threads. */
  [Symbol.dispose](): void {
    for (const worker of this.#all) worker.terminate();
  }

  #start(): Worker {
    const module = new URL("./_hash_worker.ts", import.meta.url);
    const worker = new Worker(module, { type: "module" });
    this.#all.push(worker);
    return worker;
  }
}
