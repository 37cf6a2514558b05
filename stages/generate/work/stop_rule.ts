import type { CurveRule } from "../../../lib/nn/learn/watch_curve.ts";
import { identityOf } from "../../../lib/nn/network/identity.ts";
import type { ImageSet, Model } from "../../kinds/mod.ts";
import { smallBudget } from "../stop_budget.ts";
import { stop as stopSchema, type StopConfig } from "../stop_config.ts";

/** Fewest held-out images whose distance says anything. */
const FEWEST = 10;

/** How a training is watched. */
export interface StopRule extends CurveRule {
  /** Images that are looked at, held out from training. */
  readonly heldOut: ImageSet;
  /** Most of them, and of drawn ones, that are used. */
  readonly count: number;
}

/**
 * When a training ends; nothing without held-out images.
 *
 * @param stop Settings, if any
 * @param given The budget `steps`, training `images`, what fills the slots
 * `heldOut` and `judge`, and the `extractor` that teaches, if any
 * @throws {RangeError} when settings, slots and images do not fit
 */
export function stopRule(
  stop: StopConfig | undefined,
  { steps, images, heldOut, judge, extractor }: {
    readonly steps: number;
    readonly images: ImageSet;
    readonly heldOut: ImageSet | undefined;
    readonly judge?: Model | undefined;
    readonly extractor?: Model | undefined;
  },
): StopRule | undefined {
  if (heldOut === undefined) {
    if (stop === undefined && judge === undefined) return undefined;
    throw new RangeError(
      `Cannot watch training: 'heldOut' is not filled, but '${
        stop === undefined ? "judge" : "stop"
      }' is given; wire validation images to 'heldOut'`,
    );
  }
  requireHeldOut(heldOut, images);
  if (judge && extractor && identityOf(judge) === identityOf(extractor)) {
    throw new RangeError(
      "Cannot watch training: 'judge' is the extractor that teaches, which would praise what it taught; wire another one",
    );
  }
  const { first, gain, beyond, count } = stop ?? stopSchema.parse({})!;
  const why = smallBudget({ steps, stop });
  if (why !== undefined) throw new RangeError(`Cannot watch training: ${why}`);
  return { first, gain, budget: steps, beyond, heldOut, count };
}

function requireHeldOut(heldOut: ImageSet, images: ImageSet): void {
  const [count, ...shape] = heldOut.shape;
  const wanted = images.shape.slice(1).join("×");
  if (shape.join("×") !== wanted) {
    throw new RangeError(
      `Cannot watch training: expected held-out images of ${wanted}, as those to train on, got ${
        shape.join("×")
      }`,
    );
  }
  if (count < FEWEST) {
    throw new RangeError(
      `Cannot watch training: expected at least ${FEWEST} held-out images, got ${count}`,
    );
  }
}
