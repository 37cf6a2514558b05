// Registers the reference kernels.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients: outside a bundler this package alone carries them.
import "@tensorflow/tfjs-layers";
import { type OnnxBackend, OnnxBackend as Backend } from "./backend.ts";
import type { Lowering } from "./lowering.ts";
import { lowerings } from "./lowerings/mod.ts";
import type { Value } from "./value.ts";

/** Name under which TensorFlow.js knows the backend. */
export const BACKEND = "onnx";

const counts = new Map<string, number>();

/** How often each kernel without a lowering ran on the reference backend. */
export function fallbacks(): Readonly<Record<string, number>> {
  return Object.fromEntries(counts);
}

/** Makes the backend known to TensorFlow.js, once; others stay as they are. */
export function registerOnnx(): void {
  if (tf.findBackend(BACKEND) != null) return;
  tf.registerBackend(BACKEND, () => new Backend(), 0);
  const reference = tf.getKernelsForBackend("cpu");
  const names = new Set([
    ...Object.keys(lowerings),
    ...reference.map(({ kernelName }) => kernelName),
  ]);
  for (const kernelName of names) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: kernelName === "Identity"
        ? shareData
        : kernelFunction(kernelName, lowerings[kernelName]),
    });
  }
}

/** The backend that {@linkcode registerOnnx} made, once it is active. */
export function onnxBackend(): OnnxBackend {
  return tf.backend() as OnnxBackend;
}

function shareData(call: KernelCall): tf.TensorInfo {
  const { x } = call.inputs as { x: tf.TensorInfo };
  (call.backend as OnnxBackend).incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

type KernelCall = Parameters<tf.KernelFunc>[0];

function kernelFunction(
  name: string,
  lowering: Lowering | undefined,
): tf.KernelFunc {
  return (call) => {
    const backend = call.backend as OnnxBackend;
    if (lowering !== undefined && recordable(call)) {
      const inputs: Record<string, Value> = {};
      for (const [slot, info] of Object.entries(call.inputs)) {
        if (info == null) continue;
        inputs[slot] = valueOf(backend, info as tf.TensorInfo);
      }
      const result = lowering(inputs, call.attrs ?? {});
      if (Array.isArray(result)) {
        return result.map((value: Value) => adopt(backend, value));
      }
      if (result !== undefined) return adopt(backend, result as Value);
    }
    return fallBack(name, call);
  };
}

function recordable({ inputs }: KernelCall): boolean {
  return Object.values(inputs).every((info) => {
    const { dtype } = (info ?? { dtype: "float32" }) as tf.TensorInfo;
    return dtype === "float32" || dtype === "int32" || dtype === "bool";
  });
}

/** Data may be shared by tensors of several shapes. */
function valueOf(backend: OnnxBackend, info: tf.TensorInfo): Value {
  return backend.shaped(info.dataId, info.shape);
}

function adopt(backend: OnnxBackend, value: Value): tf.TensorInfo {
  return backend.adopt(value, value.type as tf.DataType);
}

/** Computes one kernel with the reference backend, on materialised values. */
function fallBack(
  name: string,
  call: KernelCall,
): tf.TensorInfo | tf.TensorInfo[] {
  const kernel = tf.getKernel(name, "cpu");
  if (kernel == null) {
    throw new TypeError(`Cannot compute '${name}': no engine implements it`);
  }
  const backend = call.backend as OnnxBackend;
  const reference = tf.findBackend("cpu") as tf.KernelBackend;
  const moved: object[] = [];
  const inputs: Record<string, tf.TensorInfo> = {};
  for (const [slot, info] of Object.entries(call.inputs)) {
    if (info == null) continue;
    const { dataId, shape, dtype } = info as tf.TensorInfo;
    let values;
    try {
      values = backend.readSync(dataId);
    } catch (cause) {
      throw new TypeError(
        `Cannot compile a function that uses '${name}': the engine has no lowering for it`,
        { cause },
      );
    }
    const copy = reference.write(values, shape, dtype);
    moved.push(copy);
    inputs[slot] = { dataId: copy, shape, dtype };
  }
  counts.set(name, (counts.get(name) ?? 0) + 1);
  const results = kernel.kernelFunc({
    inputs,
    backend: reference,
    ...(call.attrs === undefined ? {} : { attrs: call.attrs }),
  });
  const take = ({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => {
    const values = reference.readSync(dataId);
    const own = ArrayBuffer.isView(values) ? values.slice() : values;
    reference.disposeData(dataId);
    return { dataId: backend.write(own, shape, dtype), shape, dtype };
  };
  const taken = Array.isArray(results)
    ? results.map((info) => take(info as tf.TensorInfo))
    : take(results as tf.TensorInfo);
  for (const dataId of moved) reference.disposeData(dataId);
  return taken;
}
