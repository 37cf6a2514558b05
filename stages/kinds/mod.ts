/**
 * The kinds of artifact that stages exchange.
 *
 * @module
 */
export * from "./choice.ts";
export * from "./features.ts";
export * from "./images.ts";
export * from "./json.ts";
export * from "./latents.ts";
export * from "./model.ts";
export * from "./page.ts";
export * from "./prior.ts";
export * from "./samples.ts";
export * from "./scores.ts";
export * from "./table.ts";
export * from "./verdict.ts";
