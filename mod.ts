/**
 * Senzai: declarative pipelines that measure which latent space lets you buy
 * the smallest image generator for the quality you need.
 *
 * @module
 */
export { z } from "zod";
export * from "./lib/dsl/catalogue.ts";
export * from "./lib/dsl/context.ts";
export * from "./lib/dsl/error.ts";
export * from "./lib/dsl/grid.ts";
export * from "./lib/dsl/kind.ts";
export type { Known, Results } from "./lib/dsl/known.ts";
export * from "./lib/dsl/pipeline.ts";
export * from "./lib/dsl/stage.ts";
export * from "./stages/mod.ts";
