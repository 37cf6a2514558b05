/**
 * The data stages.
 *
 * @module
 */
export { folder } from "./folder.ts";
export { mnist } from "./mnist.ts";
export { synthetic } from "./synthetic.ts";
