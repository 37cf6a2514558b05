import { type Slot, splitsOf } from "./kind.ts";
import type { AnyRef, Node } from "./stage.ts";
import { wired } from "./wires.ts";

/**
 * Why a reference may not fill a slot, for the end of a sentence about the
 * slot; `undefined` where it may.
 */
export function splitProblem(slot: Slot, ref: AnyRef): string | undefined {
  const taken = splitsOf(slot);
  if (taken.includes(ref.split)) return undefined;
  const name = ({ node, port }: AnyRef) =>
    `'${port}' of '${node.stage.spec.name}'`;
  if (ref.split === "open") {
    return `takes what rests on test data, but ${name(ref)} does not`;
  }
  const origin = originOf(ref);
  const got = origin === ref
    ? `${name(ref)} is`
    : `${name(ref)} rests on ${name(origin)}, which is`;
  return `may not see test data, and ${got}; use training or validation data, or declare the slot with anySplit if the stage only measures`;
}

/** The test data on which a reference rests, whatever it says of itself. */
export function testOrigin(ref: AnyRef): AnyRef | undefined {
  const { stage, inputs } = ref.node;
  const tests: readonly string[] = stage.spec.testOutputs ?? [];
  const isTest = ref.split !== "open" || tests.includes(ref.port) ||
    testRef(inputs) !== undefined;
  return isTest ? originOf(ref) : undefined;
}

/** The output of test data from which a reference has it. */
function originOf(ref: AnyRef): AnyRef {
  let at = ref;
  for (;;) {
    const before = testRef(at.node.inputs);
    if (before === undefined) return at;
    at = before;
  }
}

/** A reference of test data among inputs, which untyped code may malform. */
function testRef(inputs: Node["inputs"]): AnyRef | undefined {
  return Object.values(inputs).flatMap(wired)
    .find((ref) => ref?.split === "test");
}
