/**
 * The score stages.
 *
 * @module
 */
export { classifier } from "./classifier.ts";
export { diversity } from "./diversity.ts";
export { features } from "./features.ts";
export { frechet } from "./frechet.ts";
export { inception } from "./inception.ts";
export { join } from "./join.ts";
export { kernel } from "./kernel.ts";
export { modes } from "./modes.ts";
export { onnx } from "./onnx.ts";
export { prdc } from "./prdc.ts";
export { pretrained } from "./pretrained.ts";
export { random } from "./random.ts";
export { reconstruction } from "./reconstruction.ts";
export { sampleFeatures } from "./sample_features.ts";
export { ssl } from "./ssl.ts";
