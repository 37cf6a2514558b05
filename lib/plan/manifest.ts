import { createHash } from "node:crypto";
import type { Data } from "./canonical.ts";
import { encodeData } from "./encode.ts";

/** Version of the manifest's layout; bumped when its meaning changes. */
export const MANIFEST_SCHEMA = 1;

/** Code digest of a stage that ships with this package: its version counts. */
export const BUILT_IN = "built-in";

/** What fills a slot, as far as results can depend on it. */
export interface InputIdentity {
  /** Name of the artifact's kind. */
  readonly kind: string;
  readonly kindVersion: number;
  /** SHA-256 of the artifact's bytes, hexadecimal. */
  readonly digest: string;
}

/**
 * A labelled slot: pairs in the order in which the stage sees them. The order
 * counts, since a stage may depend on it.
 */
export interface ManyIdentity {
  readonly many: readonly (readonly [label: string, input: InputIdentity])[];
}

/**
 * Everything that a node's result may depend on, and nothing else: no path,
 * no thread count, no machine. Its digest is the node's cache key.
 */
export interface Manifest {
  /** {@linkcode MANIFEST_SCHEMA} of the writer. */
  readonly schema: number;
  readonly stage: string;
  readonly version: number;
  /** {@linkcode BUILT_IN}, or the digest of the stage's import closure. */
  readonly code: string;
  /** The config, less the fields that name files. */
  readonly config: Readonly<Record<string, Data>>;
  /** Content digests of the files that the config names, by field. */
  readonly files: Readonly<Record<string, Data>>;
  /** The pipeline's seed, when the stage is random. */
  readonly seed: number | null;
  /** What fills each slot, by name; keys rest on this form, without `one`. */
  readonly inputs: Readonly<Record<string, InputIdentity | ManyIdentity>>;
  /** Kinds of the outputs with their versions, such as `"images@1"`, by port. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Arithmetic class of the tensor engine, when the stage uses one. */
  readonly numerics: string | null;
  /** Free text that a user changes to invalidate everything. */
  readonly salt: string;
}

/**
 * The cache key of a manifest: SHA-256, hexadecimal.
 *
 * @example
 * ```ts
 * import { manifestKey, type Manifest } from "./manifest.ts";
 *
 * const manifest: Manifest = {
 *   schema: 1, stage: "demo", version: 1, code: "built-in", config: {},
 *   files: {}, seed: null, inputs: {}, outputs: {}, numerics: null, salt: "",
 * };
 * console.assert(manifestKey(manifest) !== manifestKey({ ...manifest, version: 2 }));
 * ```
 */
export function manifestKey(manifest: Manifest): string {
  return createHash("sha256")
    .update("senzai manifest\n")
    .update(encodeData(manifest as unknown as Data))
    .digest("hex");
}
