import { PipelineError } from "../../dsl/error.ts";
import { type Driver, nvidiaDriver } from "../../tensor/engines/cuda/needs.ts";
import type { EngineClass } from "./engine_class.ts";

/** Numbers of GPUs, one named twice for two at once; or all that there are. */
export type Gpus = readonly number[] | "all";

/**
 * GPUs that a run may use, by number: those that were asked for, else the first.
 * None with an engine that computes on the CPU.
 *
 * @param engine In force
 * @param asked What was asked for, if anything
 * @param driver Asks NVIDIA's driver
 * @throws {PipelineError} when the engine or the machine does not have them
 *
 * @example
 * ```ts
 * import { engineClass } from "./engine_class.ts";
 * import { gpusFor } from "./gpus.ts";
 *
 * const driver = () => ({ cuda: 13_000, gpus: 2 });
 * const cuda = engineClass("onnx-cuda");
 * console.assert(gpusFor(cuda, "all", driver).join() === "0,1");
 * ```
 */
export function gpusFor(
  { name, gpu }: EngineClass,
  asked: Gpus | undefined,
  driver: () => Driver | undefined = nvidiaDriver,
): readonly number[] {
  if (!gpu) {
    if (asked === undefined) return [];
    throw refusal(asked, `engine '${name}' computes on the CPU`);
  }
  if (asked === undefined) return [0];
  if (asked.length === 0) throw refusal(asked, "name one at least");
  if (!name.startsWith("onnx-cuda")) {
    if (asked === "all") return [0];
    if (asked.every((device) => device === 0)) return asked;
    throw refusal(
      asked,
      `engine '${name}' takes the system's first, 0; onnx-cuda takes any`,
    );
  }
  // Without a driver the engine says what is missing.
  const count = driver()?.gpus || undefined;
  const all = Array.from({ length: count ?? 1 }, (_, device) => device);
  if (asked === "all") return all;
  if (count === undefined || asked.every((device) => device < count)) {
    return asked;
  }
  throw refusal(asked, `the driver finds ${count}: ${all.join(", ")}`);
}

/** Most numbers that a message repeats. */
const SHOWN = 8;

function refusal(asked: Gpus, why: string): PipelineError {
  const which = asked === "all"
    ? "all GPUs"
    : `GPUs ${asked.slice(0, SHOWN).join(",")}${
      asked.length > SHOWN ? ",…" : ""
    }`;
  return new PipelineError("misuse", `Cannot use ${which}: ${why}`);
}
