/**
 * The data stages.
 *
 * @module
 */
export { fashionMnist } from "./fashion_mnist.ts";
export { folder } from "./folder.ts";
export { mnist } from "./mnist.ts";
export { synthetic } from "./synthetic.ts";
