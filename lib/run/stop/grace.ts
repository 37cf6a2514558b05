/**
 * Milliseconds that a stage has to save a checkpoint, once it was asked to
 * end, before its process is killed.
 */
export const GRACE_MS = 10_000;
