/**
 * The encode stages.
 *
 * @module
 */
export { apply } from "./apply.ts";
export { autoencoder } from "./autoencoder.ts";
export { dae } from "./dae.ts";
export { onnx } from "./onnx.ts";
export { pca } from "./pca.ts";
export { randomConv } from "./random_conv.ts";
export { simclr } from "./simclr.ts";
