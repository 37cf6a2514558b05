/**
 * Stages of the study itself.
 *
 * @module
 */
export { choose } from "./choose.ts";
