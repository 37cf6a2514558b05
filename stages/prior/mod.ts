/**
 * The prior stages.
 *
 * @module
 */
export { empirical } from "./empirical.ts";
export { flow } from "./flow.ts";
export { gaussian } from "./gaussian.ts";
export { mixture } from "./mixture.ts";
export { normal } from "./normal.ts";
export { transformer } from "./transformer.ts";
