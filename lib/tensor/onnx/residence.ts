import type { Device } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import { hasApi } from "./c_api/api.ts";
import { carriedProgram } from "./carried_program.ts";
import { createSession } from "./create_session.ts";
import { writeModel } from "./model.ts";
import { onnxBackend } from "./register.ts";
import { residentProgram } from "./resident_program.ts";
import type { HostTensors, SessionOptions } from "./session.ts";
import type { StateProgram } from "./state_program.ts";
import { cudaRuntime } from "./cuda/runtime.ts";
import { cudaTransfers } from "./cuda/transfers.ts";
import { type Form, graphTransfers } from "./transfers.ts";
import { type ElementType, Value } from "./value.ts";

/** Memory in which state is kept. */
function deviceOf({ provider, gpu = 0 }: SessionOptions): Device | undefined {
  switch (provider) {
    case "webgpu":
      return { name: "WebGPU_Buffer", id: 0 };
    case "cuda":
      return { name: "Cuda", id: gpu };
    default:
      return undefined;
  }
}

/** Keeps a state, and what is the same in every run, where the engine computes. */
export function openState(
  initial: HostTensors,
  resident: HostTensors,
): StateProgram {
  if (!hasApi()) return carriedProgram(initial, resident);
  const { options } = onnxBackend();
  const cuda = options.provider === "cuda" ? cudaRuntime() : undefined;
  return residentProgram(initial, resident, {
    device: deviceOf(options),
    transfers: cuda === undefined
      ? graphTransfers(identity)
      : cudaTransfers(cuda),
  });
}

/** Gives inputs `i0`, `i1`, … back as `o0`, `o1`, … */
function identity(forms: readonly Form[]): NativeSession {
  const values = forms.map(({ dims, type }, i) =>
    new Value(dims, type as ElementType, { placeholder: `i${i}` })
  );
  const bytes = writeModel(
    new Map(values.map((value, i) => [`o${i}`, value])),
    { inputs: new Map(values.map((value, i) => [value, `i${i}`])) },
  );
  return createSession(bytes, onnxBackend().options).native!;
}
