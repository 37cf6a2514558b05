/**
 * The distance stages.
 *
 * @module
 */
export { adversarial } from "./adversarial.ts";
export { affine } from "./affine.ts";
export { noiseFloor } from "./noise_floor.ts";
