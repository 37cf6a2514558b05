/**
 * The built-in stages, by family, and all of them by name.
 *
 * @module
 */
import { catalogue } from "../lib/dsl/catalogue.ts";
import * as data from "./data/mod.ts";
import * as distance from "./distance/mod.ts";
import * as encode from "./encode/mod.ts";
import * as generate from "./generate/mod.ts";
import * as prior from "./prior/mod.ts";
import * as report from "./report/mod.ts";
import * as score from "./score/mod.ts";
import * as study from "./study/mod.ts";

export { data, distance, encode, generate, prior, report, score, study };
export * from "./kinds/mod.ts";
export * from "./layout.ts";
export {
  autoencoderConfig,
  encoderConfig,
  gridConfig,
  viewsConfig,
} from "./encode/config.ts";
export { defineEncoder, defineFittedEncoder } from "./roles/encoder.ts";
export { defineGenerator } from "./roles/generator.ts";
export { ALONE, DECODED, DRAWN, PAIRED } from "./roles/generator_spec.ts";
export { defineFittedPrior, definePrior } from "./roles/prior.ts";
export type { ScoreDefinition, Words } from "./score/definition.ts";

/** Every built-in stage by name. */
export const stages = catalogue([
  ...Object.values(data),
  ...Object.values(encode),
  ...Object.values(prior),
  ...Object.values(generate),
  ...Object.values(score),
  ...Object.values(distance),
  ...Object.values(study),
  ...Object.values(report),
]);
