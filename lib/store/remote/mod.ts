/**
 * A cache shared over HTTP, in the layout of bazel-remote.
 *
 * @module
 */
export { probeCache, type ProbeResult } from "./probe.ts";
export { SharedCache, type SharedCacheOptions } from "./shared_cache.ts";
