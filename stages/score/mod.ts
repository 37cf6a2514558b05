/**
 * The score stages.
 *
 * @module
 */
export { classifier } from "./classifier.ts";
