import * as tf from "@tensorflow/tfjs-core";
import { registerOnnx } from "../onnx/register.ts";
import type { Engine } from "./engine.ts";

/** What Deno's `navigator.gpu` has, as far as it is used here. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/** Any GPU with a Vulkan, Metal or Direct3D 12 driver, through Deno itself. */
export const webgpu: Engine = {
  summary: "TensorFlow.js kernels on the GPU through Deno's WebGPU",
  stepsACall: 8,
  async missing() {
    const { gpu } = navigator as { readonly gpu?: Gpu };
    const adapter = await gpu?.requestAdapter();
    return adapter == null
      ? "no GPU adapter found; it needs a Vulkan, Metal or Direct3D 12 driver (Debian, also without a GPU: apt-get install mesa-vulkan-drivers libvulkan1)"
      : undefined;
  },
  async use() {
    // Registers the gradients.
    registerOnnx();
    await import("@tensorflow/tfjs-backend-webgpu");
    await tf.setBackend("webgpu");
  },
};
