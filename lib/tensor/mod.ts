/**
 * Tensors behind the TensorFlow.js API: engines, compiled functions and
 * programs that keep a state, host arrays and their files.
 *
 * @module
 */
export * from "./array.ts";
export * from "./compile.ts";
export * from "./compile_program.ts";
export * from "./engine.ts";
export * from "./program.ts";
export * from "./safetensors.ts";
export * from "./tensors.ts";
export { fallbacks } from "./onnx/register.ts";
