import { PipelineError } from "../dsl/error.ts";
import { isMany, isOptional, kindOf, type Slots } from "../dsl/kind.ts";
import { splitProblem } from "../dsl/splits.ts";
import type { Node } from "../dsl/stage.ts";
import { wired } from "../dsl/wires.ts";

/**
 * Checks that every slot of a node is filled with what it takes. The compiler
 * checks the same for typed pipelines; this holds for all others.
 *
 * @throws {PipelineError} naming the slot, what it takes and what it got
 */
export function checkWires(node: Node): void {
  const slots: Slots = node.stage.spec.inputs;
  const { name } = node.stage.spec;
  for (const slot of Object.keys(node.inputs)) {
    if (slot in slots) continue;
    const known = Object.keys(slots).join(", ") || "none";
    throw misuse(`'${name}' has no input '${slot}'; it takes: ${known}`);
  }
  for (const [slot, type] of Object.entries(slots)) {
    const input = node.inputs[slot];
    const where = `input '${slot}' of '${name}'`;
    if (input === undefined) {
      if (isOptional(type)) continue;
      throw misuse(`${where} is missing`);
    }
    if ("one" in input === isMany(type)) {
      throw misuse(
        "one" in input
          ? `${where} takes a labelled record, got one artifact`
          : `${where} takes one artifact, got a labelled record`,
      );
    }
    for (const ref of wired(input)) {
      if (
        ref?.kind?.name === undefined || ref.node === undefined ||
        ref.split === undefined
      ) {
        throw misuse(`${where} is no output of a stage`);
      }
      if (ref.kind.name !== kindOf(type).name) {
        throw misuse(
          `${where} expects '${kindOf(type).name}', got '${ref.kind.name}'`,
        );
      }
      const problem = splitProblem(type, ref);
      if (problem !== undefined) throw misuse(`${where} ${problem}`);
    }
  }
}

function misuse(problem: string): PipelineError {
  return new PipelineError("misuse", `Cannot wire the pipeline: ${problem}`);
}
