/**
 * Tensors behind the TensorFlow.js API: engines, compiled functions and
 * training steps, host arrays and their files.
 *
 * @module
 */
export * from "./array.ts";
export * from "./compile.ts";
export * from "./compile_step.ts";
export * from "./engine.ts";
export * from "./safetensors.ts";
export { fallbacks } from "./onnx/register.ts";
