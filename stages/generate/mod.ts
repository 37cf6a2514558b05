/**
 * The generate stages.
 *
 * @module
 */
export { cost } from "./cost.ts";
export { decoder } from "./decoder.ts";
export { gan } from "./gan.ts";
export { sample } from "./sample.ts";
