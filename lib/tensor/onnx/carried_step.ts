import type { StateRunner, StepPorts } from "./resident_step.ts";
import type { HostTensor, HostTensors, Session } from "./session.ts";

/**
 * Carries a step's state from the outputs of one run to the inputs of the next,
 * on the host: for sessions whose tensors cannot be bound.
 */
export function carriedStep(
  session: Session,
  { state, resident = {} }: Omit<StepPorts, "metrics">,
): StateRunner {
  let current: HostTensor[] = state.map(({ initial }) => initial);
  return {
    run(data) {
      const results: HostTensors = session.run({
        ...Object.fromEntries(
          state.map(({ input }, i) => [input, current[i]!]),
        ),
        ...resident,
        ...data,
      });
      current = state.map(({ output }) => results[output]!);
      return results;
    },
    state: () => current,
    dispose() {
      current = [];
    },
  };
}
