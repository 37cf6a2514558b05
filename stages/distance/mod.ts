/**
 * The distance stages.
 *
 * @module
 */
export { adversarial } from "./adversarial.ts";
export { affine } from "./affine.ts";
