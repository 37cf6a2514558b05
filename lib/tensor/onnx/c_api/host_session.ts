import { sizeOf } from "../../array.ts";
import type { Port } from "../port.ts";
import type {
  HostTensor,
  HostTensors,
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

/** Providers as the C API takes them. */
function providersOf(
  { provider = "cpu", precision = "float32", gpu = 0, isCaptured = false }:
    SessionOptions,
): readonly ProviderOptions[] {
  switch (provider) {
    case "cpu":
      return [];
    case "webgpu":
      return [{ name: "WebGPU" }];
    case "cuda":
      return [{
        name: "CUDA",
        settings: {
          device_id: `${gpu}`,
          use_tf32: precision === "tf32" ? "1" : "0",
          enable_cuda_graph: isCaptured ? "1" : "0",
          // Twice what is needed, as by default, is too much for large steps.
          arena_extend_strategy: "kSameAsRequested",
        },
      }];
    default:
      return provider satisfies never;
  }
}

/** A graph that is captured must not leave the device. */
const ON_DEVICE = { "session.disable_cpu_ep_fallback": "1" } as const;

/**
 * Compiles a model through the C API. Inputs are read where they lie, and outputs
 * whose extents are known are computed where they are to be.
 */
export function hostSession(
  bytes: Uint8Array,
  options: SessionOptions,
): Session {
  const native = new NativeSession(bytes as Uint8Array<ArrayBuffer>, {
    threads: options.threads,
    providers: providersOf(options),
    config: { ...SESSION_CONFIG, ...options.isCaptured ? ON_DEVICE : {} },
  });
  const isKnown = native.outputs.every(hasKnownExtents);
  return {
    inputs: native.inputs,
    outputs: native.outputs,
    native,
    run: (feeds, into = {}) => runOn(native, { feeds, into, isKnown }),
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
  { feeds, into, isKnown }: {
    readonly feeds: HostTensors;
    readonly into: HostTensors;
    readonly isKnown: boolean;
  },
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
    const tensor = into[name] ??
      { data: newHostData(type, sizeOf(shape))!, dims: shape, type };
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
