import native from "onnxruntime-node/dist/binding.js";
import { env, Tensor } from "onnxruntime-node";
import { elementName } from "./element_types.ts";
import type { Port } from "./port.ts";
import {
  type HostTensor,
  type Session,
  SESSION_CONFIG,
  type SessionOptions,
} from "./session.ts";

/**
 * Compiles a model with the binding that `onnxruntime-node` brings. Outputs come
 * to the host, as copies.
 *
 * @param bytes An ONNX model
 */
export function addonSession(
  bytes: Uint8Array,
  { threads, provider = "cpu" }: SessionOptions,
): Session {
  // Errors are thrown; logged, they would be said twice.
  env.logLevel = "fatal";
  native.initOrt();
  const session = new native.binding.InferenceSession();
  const { buffer, byteOffset, byteLength } = bytes;
  session.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, {
    executionProviders: [provider],
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    enableMemPattern: false,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: nested(SESSION_CONFIG),
  });
  const fetches = Object.fromEntries(
    session.outputMetadata.map(({ name }) => [name, null]),
  );
  return {
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    native: undefined,
    run(feeds, into = {}) {
      const results = session.run(
        Object.fromEntries(
          Object.entries(feeds).map(([name, { type, data, dims }]) => [
            name,
            new Tensor(type as "float32", data as never, dims as number[]),
          ]),
        ),
        fetches,
        {},
      ) as Record<string, HostTensor>;
      for (const [name, { data }] of Object.entries(into)) {
        data.set(results[name]!.data as never);
      }
      return { ...results, ...into };
    },
    dispose: () => session.dispose(),
  };
}

function portOf(
  { name, type = 0, shape = [] }: {
    readonly name: string;
    readonly type?: number;
    readonly shape?: readonly number[];
  },
): Port {
  return { name, type: elementName(type), shape };
}

/** Entries with dots in their names, as the objects that the binding takes. */
function nested(
  entries: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entries)) {
    const path = name.split(".");
    let at = root;
    for (const part of path.slice(0, -1)) {
      at = (at[part] ??= {}) as Record<string, unknown>;
    }
    at[path.at(-1)!] = value;
  }
  return root;
}
