/**
 * The encode stages.
 *
 * Codes are looked at before anything is trained on them. Every encoder scores
 *
 * - `participationRatio`: how many dimensions its standardised codes fill,
 *   before any whitening, (Σλ)² / Σλ² over the eigenvalues of their covariance;
 *   `participationShare`, its share of the length of a code; `narrow`, 1 below
 *   8, which the log then says; and `rawParticipationRatio`, of codes that are
 *   not standardised, in which directions of little variance count little;
 * - `knnAccuracy`, where images have labels: by majority of the 10 nearest codes
 *   of `images`, on `heldOut`, with Wilson's interval;
 * - `linearDecoderError`: the mean squared error a pixel, on [0, 1], of `heldOut`
 *   images by the best linear decoder of the codes of `images`.
 *
 * Without `heldOut` images every tenth of `images` is judged by the others, and
 * the last two names end in `Seen`, since the encoder was fitted on it.
 *
 * @module
 */
export { apply } from "./apply.ts";
export { autoencoder } from "./autoencoder.ts";
export { byol } from "./byol.ts";
export { dae } from "./dae.ts";
export { onnx } from "./onnx.ts";
export { patchAutoencoder } from "./patch_autoencoder.ts";
export { pca } from "./pca.ts";
export { randomConv } from "./random_conv.ts";
export { shuffled } from "./shuffled.ts";
export { simclr } from "./simclr.ts";
export { vae } from "./vae.ts";
export { vicreg } from "./vicreg.ts";
export { vqvae } from "./vqvae.ts";
