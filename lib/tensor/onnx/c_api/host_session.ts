import { sizeOf } from "../../array.ts";
import type {
  HostTensor,
  HostTensors,
  Port,
  Provider,
  Session,
  SessionOptions,
} from "../session.ts";
import { SESSION_CONFIG } from "../session.ts";
import type { ElementType, HostData } from "../value.ts";
import { boundOutputs } from "./bound_outputs.ts";
import { newHostData } from "./host_data.ts";
import { hostMemory } from "./memory.ts";
import { NativeSession } from "./native_session.ts";
import type { ProviderOptions } from "./session_options.ts";
import { hostTensor, type OrtValue } from "./tensor.ts";

/** Names of providers in the C API. */
const PROVIDERS: Readonly<Record<Provider, readonly ProviderOptions[]>> = {
  cpu: [],
  webgpu: [{ name: "WebGPU" }],
  cuda: [{ name: "CUDA" }],
};

/**
 * Compiles a model through the C API. Inputs are read where they lie, and outputs
 * whose extents are known are computed where they are to be.
 */
export function hostSession(
  bytes: Uint8Array,
  { threads, provider = "cpu" }: SessionOptions,
): Session {
  const native = new NativeSession(bytes as Uint8Array<ArrayBuffer>, {
    threads,
    providers: PROVIDERS[provider],
    config: SESSION_CONFIG,
  });
  const isKnown = native.outputs.every(hasKnownExtents);
  return {
    inputs: native.inputs,
    outputs: native.outputs,
    native,
    run: (feeds) => runOn(native, feeds, isKnown),
    dispose: () => native[Symbol.dispose](),
  };
}

/** Whether an output's array can be made before it is computed. */
function hasKnownExtents({ shape, type }: Port): boolean {
  return shape.every((extent) => extent >= 0) &&
    newHostData(type, 0) !== undefined;
}

/** Computes outputs where they are to be, or copies them after the run. */
function runOn(
  session: NativeSession,
  feeds: HostTensors,
  isKnown: boolean,
): HostTensors {
  using bound = new DisposableStack();
  const binding = bound.use(session.bind());
  for (const [name, tensor] of Object.entries(feeds)) {
    binding.input(name, bound.use(valueOf(tensor)));
  }
  const outputs: Record<string, HostTensor> = {};
  for (const { name, type, shape } of session.outputs) {
    if (!isKnown) {
      binding.outputAnywhere(name, hostMemory());
      continue;
    }
    const data = newHostData(type, sizeOf(shape))!;
    const tensor = { data, dims: shape, type };
    outputs[name] = tensor;
    binding.output(name, bound.use(valueOf(tensor)));
  }
  session.run(binding);
  if (isKnown) return outputs;
  const found = boundOutputs(binding);
  return Object.fromEntries(
    session.outputs.map(({ name }, i) => [name, found[i]!]),
  );
}

function valueOf({ data, dims, type }: HostTensor): OrtValue {
  return hostTensor(data as HostData, dims, type as ElementType);
}
