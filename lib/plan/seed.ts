import { createHash } from "node:crypto";
import { encodeData } from "./encode.ts";

/**
 * Root of a node's random streams: the first 64 bits of a SHA-256 over the
 * pipeline's seed and the node's `seed` setting, so that nodes with the same
 * setting use common random numbers.
 *
 * @param pipelineSeed Seed of the pipeline
 * @param nodeSeed The `seed` field of the node's config; 0 without one
 *
 * @example
 * ```ts
 * import { deriveSeed } from "./seed.ts";
 *
 * console.assert(deriveSeed(7, 0) !== deriveSeed(7, 1));
 * ```
 */
export function deriveSeed(pipelineSeed: number, nodeSeed: unknown): bigint {
  const setting = typeof nodeSeed === "number" ? nodeSeed : 0;
  return createHash("sha256")
    .update(encodeData(["senzai seed", pipelineSeed, setting]))
    .digest()
    .readBigUInt64BE();
}
