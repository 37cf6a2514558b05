import { writeModel } from "./model.ts";
import { record } from "./record.ts";
import { createSession } from "./create_session.ts";
import type { Provider } from "./session.ts";
import { Value } from "./value.ts";

const errors = new Map<Provider, string | undefined>();

/**
 * Why ONNX Runtime cannot compute with a provider on this machine, in its own
 * words; undefined if it can. Looks once, by compiling one operator.
 */
export function providerError(provider: Provider): string | undefined {
  if (!errors.has(provider)) errors.set(provider, tryProvider(provider));
  return errors.get(provider);
}

function tryProvider(provider: Provider): string | undefined {
  const input = new Value([1], "float32", { placeholder: "x" });
  const output = record("Neg", [input], { shape: [1], type: "float32" });
  const bytes = writeModel(new Map([["y", output]]), {
    inputs: new Map([[input, "x"]]),
  });
  try {
    createSession(bytes, { threads: 1, provider }).dispose();
    return undefined;
  } catch (error) {
    // Places in ONNX Runtime's source come first, sentences last.
    const [line] = (error as Error).message.trim().split("\n");
    return line!.replace(
      /^.*?(\bwas false\.|\[ONNXRuntimeError\] :.*? : [A-Z_]+ :) /,
      "",
    );
  }
}
