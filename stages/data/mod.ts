/**
 * The data stages.
 *
 * @module
 */
export { mnist } from "./mnist.ts";
