import { PipelineError } from "./error.ts";
import { type Kind, kindOf, type Slot, type Slots } from "./kind.ts";
import { wired, type Wires } from "./wires.ts";

/** A promise of an artifact, as far as its layout goes. */
export interface LaidRef {
  readonly port: string;
  readonly layout?: string | undefined;
  readonly node: {
    readonly stage: { readonly spec: { readonly name: string } };
  };
}

/** A stage, as far as layouts go. */
interface Taking {
  readonly name: string;
  readonly inputs: Slots;
}

/**
 * The layout of what fills the slots of kinds that may have several, as far as it is
 * known: all of a stage have one in common, and so have the outputs.
 *
 * @throws {PipelineError} when a slot takes no artifact of that layout, or two
 * differ
 */
export function commonLayout(
  stage: Taking,
  inputs: Readonly<Record<string, Wires<LaidRef>>>,
): string | undefined {
  const { inputs: slots } = stage;
  let first: { readonly slot: string; readonly layout: string } | undefined;
  for (const [slot, wires] of Object.entries(inputs)) {
    if (slots[slot] === undefined) continue;
    const { layouts } = kindOf(slots[slot]);
    if (layouts === undefined) continue;
    for (const ref of wired(wires)) {
      if (ref?.layout === undefined) continue;
      const problem = layoutProblem(slots[slot], ref);
      if (problem !== undefined) throw refusal(stage, slot, problem);
      if (first !== undefined && first.layout !== ref.layout) {
        const expected = `${first.layout}, as '${first.slot}' is`;
        throw refusal(stage, slot, mismatch(expected, ref));
      }
      first ??= { slot, layout: ref.layout };
    }
  }
  return first?.layout;
}

/**
 * Why a reference of this layout may not fill a slot, for the end of a sentence
 * about the slot; `undefined` where it may, or where its layout is not known.
 */
export function layoutProblem(slot: Slot, ref: LaidRef): string | undefined {
  const { layouts } = kindOf(slot);
  const { layout } = ref;
  if (layouts === undefined || layout === undefined) return undefined;
  return layouts.includes(layout)
    ? undefined
    : mismatch(layouts.join(" or "), ref);
}

/** Layout of an output: its own, or that of the inputs. */
export function layoutOf(
  { layouts }: Kind,
  common: string | undefined,
): string | undefined {
  if (layouts === undefined) return undefined;
  if (layouts.length === 1) return layouts[0];
  return common !== undefined && layouts.includes(common) ? common : undefined;
}

function mismatch(expected: string, { layout, port, node }: LaidRef): string {
  return `expected codes laid out as ${expected}, got ${layout} ('${port}' of '${node.stage.spec.name}')`;
}

function refusal(stage: Taking, slot: string, problem: string): PipelineError {
  return new PipelineError(
    "misuse",
    `Cannot wire '${slot}' of stage '${stage.name}': ${problem}`,
  );
}
