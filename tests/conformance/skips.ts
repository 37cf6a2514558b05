/** Tests of TensorFlow.js that do not run, by the start of their names, with the reason. */
export const SKIPS: readonly (readonly [start: string, reason: string])[] = [];
