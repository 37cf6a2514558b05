// Registers the reference kernels.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients: outside a bundler this package alone carries them.
import "@tensorflow/tfjs-layers";
import { type OnnxBackend, OnnxBackend as Backend } from "./backend.ts";
import { Carrier } from "./carrier.ts";
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
      kernelFunc: HANDLED[kernelName] ??
        kernelFunction(kernelName, lowerings[kernelName]),
    });
  }
}

/** The backend that {@linkcode registerOnnx} made, once it is active. */
export function onnxBackend(): OnnxBackend {
  return tf.backend() as OnnxBackend;
}

/** Kernels that only pass data on. */
const HANDLED: Readonly<Record<string, tf.KernelFunc>> = {
  Identity: shareData,
  Complex: joinParts,
  Real: takePart("real"),
  Imag: takePart("imag"),
};

function joinParts(call: KernelCall): tf.TensorInfo {
  const { real, imag } = call.inputs as Record<"real" | "imag", tf.TensorInfo>;
  const backend = call.backend as OnnxBackend;
  backend.incRef(real.dataId);
  backend.incRef(imag.dataId);
  return backend.adoptComplex({ real, imag }, real.shape);
}

function takePart(name: "real" | "imag"): tf.KernelFunc {
  return (call) => {
    const { input } = call.inputs as { input: tf.TensorInfo };
    const backend = call.backend as OnnxBackend;
    const { dataId, dtype } = backend.partsOf(input.dataId)[name];
    backend.incRef(dataId);
    return { dataId, shape: input.shape, dtype };
  };
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
  const carrier = new Carrier(call.backend as OnnxBackend, name);
  // A kernel's inputs are a record or a list, and a slot may hold a list.
  const inputs = mapInputs(call.inputs, (info) => carrier.lend(info));
  counts.set(name, (counts.get(name) ?? 0) + 1);
  const results = kernel.kernelFunc({
    inputs: inputs as tf.NamedTensorInfoMap,
    backend: carrier.reference,
    ...(call.attrs === undefined ? {} : { attrs: call.attrs }),
  });
  const taken = Array.isArray(results)
    ? results.map((info) => carrier.take(info as tf.TensorInfo))
    : carrier.take(results as tf.TensorInfo);
  carrier.dispose();
  return taken;
}

function mapInputs(
  inputs: unknown,
  change: (info: tf.TensorInfo) => tf.TensorInfo,
): unknown {
  if (inputs == null) return inputs;
  if (Array.isArray(inputs)) {
    return inputs.map((each) => mapInputs(each, change));
  }
  if ((inputs as tf.TensorInfo).dataId !== undefined) {
    return change(inputs as tf.TensorInfo);
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([slot, each]) => [
      slot,
      mapInputs(each, change),
    ]),
  );
}
