import { createHash } from "node:crypto";
import { join } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { syncFolder, writeAll, writeDurably } from "./_durable.ts";
import { storeFailure } from "./_fail.ts";

const CHUNK = 4 * 1024 * 1024;

/** A stored blob: its name is its SHA-256. */
export interface StoredBlob {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** A blob whose bytes are gone or no longer match its name. */
export class DamagedBlobError extends PipelineError {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string;

  /** Says what is wrong with a blob, without a full stop. */
  constructor(digest: string, problem: string) {
    super("store", `Cannot read blob ${digest.slice(0, 12)}: ${problem}`);
    this.digest = digest;
  }
}

/**
 * Immutable bytes by content, in `cas/ab/<sha256>`. Safe for any number of
 * processes at once; needs no index.
 */
export class Blobs {
  readonly #directory: string;

  /** Opens the blobs of the store in a folder. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Where a blob lies; whether or not it is there. */
  path(digest: string): string {
    return join(this.#directory, "cas", digest.slice(0, 2), digest);
  }

  /** Size of a blob in bytes, or `undefined` when it is not there. */
  size(digest: string): number | undefined {
    try {
      const info = Deno.statSync(this.path(digest));
      return info.isFile ? info.size : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Stores bytes durably and returns their name.
   *
   * @throws {PipelineError} when the store cannot be written
   */
  put(bytes: Uint8Array): StoredBlob {
    try {
      return this.#put(bytes);
    } catch (error) {
      throw storeFailure(error, this.#directory);
    }
  }

  /**
   * Reads a blob and checks its bytes against its name; a damaged one is moved
   * to `quarantine/`, so that its node runs again.
   *
   * @throws {DamagedBlobError} when it is not there or damaged
   */
  read(digest: string): Uint8Array<ArrayBuffer> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = Deno.readFileSync(this.path(digest));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        throw new DamagedBlobError(digest, "it is not in the store");
      }
      throw new DamagedBlobError(digest, (error as Error).message);
    }
    if (sha256(bytes) === digest) return bytes;
    this.#quarantine(digest);
    throw new DamagedBlobError(
      digest,
      "its bytes changed after they were stored; they are now in quarantine/",
    );
  }

  /** Whether a blob is there and its bytes match its name; damaged ones are quarantined. */
  verify(digest: string): boolean {
    try {
      this.read(digest);
      return true;
    } catch {
      return false;
    }
  }

  #put(bytes: Uint8Array): StoredBlob {
    const size = bytes.length;
    const known = sha256(bytes);
    if (this.size(known) === size) return { digest: known, size };
    writeDurably(join(this.#directory, "tmp"), (file) => {
      for (let at = 0; at < size; at += CHUNK) {
        writeAll(file, bytes.subarray(at, at + CHUNK));
      }
      return this.path(known);
    });
    return { digest: known, size };
  }

  #quarantine(digest: string): void {
    const folder = join(this.#directory, "quarantine");
    try {
      Deno.mkdirSync(folder, { recursive: true });
      Deno.renameSync(this.path(digest), join(folder, digest));
      syncFolder(join(this.#directory, "cas", digest.slice(0, 2)));
    } catch {
      // A read-only store keeps the blob; readers verify and refuse it all the same.
    }
  }
}

/** SHA-256 of bytes, hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
