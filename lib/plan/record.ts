import type { Manifest } from "./manifest.ts";

/** One stored artifact of a finished action. */
export interface OutputRecord {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Name of the artifact's kind. */
  readonly kind: string;
  readonly kindVersion: number;
}

/** Stored artifacts by port. */
export type Outputs = Readonly<Record<string, OutputRecord>>;

/** What the store keeps about one finished action. */
export interface ActionRecord {
  /** Cache key: the digest of the manifest. */
  readonly key: string;
  readonly stage: string;
  /** What the result was made from. */
  readonly manifest: Manifest;
  /** Stored artifacts. */
  readonly outputs: Outputs;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall-clock time of the attempt. */
  readonly seconds: number;
  /** Class of hardware, such as `"linux/x86_64/AMD EPYC 9R14/2"`. */
  readonly host: string;
  /** Name of the tensor engine in force. */
  readonly engine: string;
  /** Threads that the attempt was given. */
  readonly threads: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Digest of the log's blob, if the attempt wrote any. */
  readonly log: string | null;
}

/** A stored action as the planner sees it. */
export interface Found {
  /** Stored artifacts. */
  readonly outputs: Outputs;
  /** Wall-clock time of the recorded attempt. */
  readonly seconds: number;
  /** Ports whose bytes are gone or of another size; empty for a usable record. */
  readonly missing: readonly string[];
}

/** What the planner asks of a store; every call takes a whole batch. */
export interface History {
  /** Stored actions of these keys. */
  find(keys: readonly string[]): ReadonlyMap<string, Found>;
  /** Key last used for each node of a pipeline, by node name. */
  latest(pipeline: string): ReadonlyMap<string, string>;
  /** Manifests of stored actions. */
  manifests(keys: readonly string[]): ReadonlyMap<string, Manifest>;
  /** Project files behind a code digest, for naming the one that changed. */
  modules(code: string): Readonly<Record<string, string>> | undefined;
}
