/**
 * The generate stages.
 *
 * @module
 */
export { cost } from "./cost.ts";
export { decoder } from "./decoder.ts";
export { flow } from "./flow.ts";
export { gan } from "./gan.ts";
export { pixel } from "./pixel.ts";
export { sample } from "./sample.ts";
