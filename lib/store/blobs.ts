import { createHash } from "node:crypto";
import { join } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { NotFound } from "../platform/errors.ts";
import {
  type FileInfo,
  readFileSync,
  statSync,
  utimeSync,
} from "../platform/files.ts";
import { writeAll, writeDurably } from "./_durable.ts";
import { storeFailure } from "./_fail.ts";
import { Gate } from "./_gate.ts";
import {
  type HashedFile,
  hashFile,
  hashFileSync,
  isSameFile,
} from "./hash_file.ts";
import { listFolder } from "./list_folder.ts";
import { quarantine } from "./_quarantine.ts";

const CHUNK = 4 * 1024 * 1024;
/** Modification time of every blob, in milliseconds: one that differs was written to. */
const STORED_MS = 1000;

/** A stored blob: its name is its SHA-256. */
export interface StoredBlob {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** What a look at the bytes of a blob found. */
export interface BlobCheck {
  /**
   * `damaged`: the bytes do not match the name; `gone`: there is no such file;
   * `unreadable`: the system did not give the bytes.
   */
  readonly state: "intact" | "damaged" | "gone" | "unreadable";
  /** Bytes read. */
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
  readonly #gate: Gate;

  /** Opens the blobs of the store in a folder. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#gate = new Gate(directory);
  }

  /** Where a blob lies; whether or not it is there. */
  path(digest: string): string {
    return join(this.#directory, "cas", digest.slice(0, 2), digest);
  }

  /** Size of a blob in bytes, or `undefined` when it is not there. */
  size(digest: string): number | undefined {
    try {
      const info = statSync(this.path(digest));
      return info.isFile ? info.size : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Whether a blob is there in full. One that was written to since it was
   * stored, or copied without its times, is hashed again; a damaged one is
   * quarantined.
   *
   * @param digest SHA-256, hexadecimal
   * @param size Bytes
   */
  isIntact(digest: string, size: number): boolean {
    let info: FileInfo;
    try {
      info = statSync(this.path(digest));
    } catch {
      return false;
    }
    if (!info.isFile) return false;
    if (info.size === size && info.mtime?.getTime() === STORED_MS) return true;
    return this.verify(digest);
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
      bytes = readFileSync(this.path(digest));
    } catch (error) {
      if (error instanceof NotFound) {
        throw new DamagedBlobError(digest, "it is not in the store");
      }
      throw new DamagedBlobError(digest, (error as Error).message);
    }
    if (sha256(bytes) === digest) {
      this.#markStored(digest);
      return bytes;
    }
    quarantine(this.#directory, this.path(digest));
    throw new DamagedBlobError(
      digest,
      "its bytes changed after they were stored; they are now in quarantine/",
    );
  }

  /** Whether a blob is there and its bytes match its name; damaged ones are quarantined. */
  verify(digest: string): boolean {
    const path = this.path(digest);
    try {
      const isSound = hashFileSync(path).digest === digest;
      if (isSound) this.#markStored(digest);
      else quarantine(this.#directory, path);
      return isSound;
    } catch {
      return false;
    }
  }

  /**
   * Compares the bytes of a blob with its name, beside other work and in
   * little memory.
   *
   * @param digest SHA-256, hexadecimal
   * @param options `write`: damaged ones are quarantined; `hash`: who reads it
   */
  async check(
    digest: string,
    { write, hash = hashFile }: {
      write: boolean;
      hash?: (path: string) => Promise<HashedFile>;
    },
  ): Promise<BlobCheck> {
    const path = this.path(digest);
    try {
      const file = await hash(path);
      const { size } = file;
      if (file.digest === digest) {
        if (write) this.#markStored(digest);
        return { state: "intact", size };
      }
      // A sound one that came in its place meanwhile must not pay for it.
      if (write && isSameFile(path, file)) quarantine(this.#directory, path);
      return { state: "damaged", size };
    } catch (error) {
      const isGone = error instanceof NotFound;
      return { state: isGone ? "gone" : "unreadable", size: 0 };
    }
  }

  /** Digests and sizes in bytes of all blobs, one folder after the other. */
  *list(): Generator<StoredBlob> {
    const root = join(this.#directory, "cas");
    for (const shard of listFolder(root)) {
      for (const digest of listFolder(join(root, shard))) {
        const size = this.size(digest);
        if (size !== undefined) yield { digest, size };
      }
    }
  }

  #put(bytes: Uint8Array): StoredBlob {
    const digest = sha256(bytes);
    const size = bytes.length;
    this.#gate.pass(() => {
      if (this.isIntact(digest, size) && this.#touch(digest)) return;
      writeDurably(join(this.#directory, "tmp"), "blob", (file) => {
        for (let at = 0; at < size; at += CHUNK) {
          writeAll(file, bytes.subarray(at, at + CHUNK));
        }
        file.utimeSync(new Date(), new Date(STORED_MS));
        return this.path(digest);
      });
    });
    return { digest, size };
  }

  /** Renews the change time, by which gc knows blobs that a live run counts on. */
  #touch(digest: string): boolean {
    try {
      utimeSync(this.path(digest), new Date(), new Date(STORED_MS));
      return true;
    } catch {
      return false;
    }
  }

  #markStored(digest: string): void {
    const path = this.path(digest);
    if (statSync(path).mtime?.getTime() === STORED_MS) return;
    this.#touch(digest);
  }
}

/** SHA-256 of bytes, hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
