import type { Kind } from "../../dsl/kind.ts";

/** A stored artifact and its value. */
export interface Exported {
  /** Decides which formats accept it. */
  readonly kind: Kind;
  /** The stored bytes. */
  readonly bytes: Uint8Array;
  /** What they decode to. */
  readonly value: unknown;
}

/** Settings of an export. */
export interface ExportOptions {
  /** Which array of an artifact that holds several. */
  readonly array: string | undefined;
  /** Most images of a picture. */
  readonly limit: number;
}

/** A file format that some artifacts can be written as. */
export interface ExportFormat {
  /** File extension without the dot. */
  readonly extension: string;
  /** Whether this artifact can be written so. */
  accepts(artifact: Exported): boolean;
  /** The file's bytes. */
  write(
    artifact: Exported,
    options: ExportOptions,
  ): Uint8Array | Promise<Uint8Array>;
}
