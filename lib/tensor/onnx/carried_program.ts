import { nextTurn } from "./next_turn.ts";
import type { HostTensor, HostTensors } from "./session.ts";
import type { StateProgram } from "./state_program.ts";

/**
 * Carries a state from the outputs of one run to the inputs of the next, on the
 * host: for sessions whose tensors cannot be bound.
 */
export function carriedProgram(
  initial: HostTensors,
  resident: HostTensors,
): StateProgram {
  let current: Record<string, HostTensor> = { ...initial };
  return {
    add: ({ session }, ports) => ({
      async run(feeds) {
        await nextTurn();
        const inputs = { ...feeds };
        for (const [name, input] of ports.reads) inputs[input] = current[name]!;
        for (const [name, input] of ports.resident) {
          inputs[input] = resident[name]!;
        }
        const outputs = session.run(inputs);
        for (const [name, output] of ports.writes) {
          current[name] = outputs[output]!;
        }
        return outputs;
      },
    }),
    read: (names) =>
      names.map((name) => {
        const { data, ...form } = current[name]!;
        return { ...form, data: data.slice() as HostTensor["data"] };
      }),
    write(entries) {
      current = { ...current, ...entries };
    },
    dispose() {
      current = {};
    },
  };
}
