import { BrokenPipe } from "../platform/errors.ts";

/** A stream of this process, such as `Deno.stdout`. */
export interface Stream {
  /** Writes some of the bytes; returns how many. */
  writeSync(bytes: Uint8Array): number;
}

/**
 * Text on a standard stream. What cannot be written is lost, and nothing else:
 * a run goes on when the disk is full that its output goes to.
 */
export class Output {
  readonly #stream: Stream;
  readonly #onLoss: (error: Error) => void;
  readonly #encoder = new TextEncoder();
  #isGone = false;

  /**
   * Prepares a stream.
   *
   * @param onLoss Told once, when text is lost; not when a reader such as
   * `head` has seen enough
   */
  constructor(stream: Stream, onLoss: (error: Error) => void = () => {}) {
    this.#stream = stream;
    this.#onLoss = onLoss;
  }

  /** Writes all of a text. */
  write(text: string): void {
    if (this.#isGone) return;
    let bytes = this.#encoder.encode(text);
    try {
      while (bytes.length > 0) {
        bytes = bytes.subarray(this.#stream.writeSync(bytes));
      }
    } catch (error) {
      this.#isGone = true;
      if (error instanceof BrokenPipe) return;
      this.#onLoss(error as Error);
    }
  }
}
