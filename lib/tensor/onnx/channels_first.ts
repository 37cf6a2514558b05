/**
 * Images that are `[n, c, h, w]` in memory where their kernels want them so, and
 * `[n, h, w, c]` to everything else: the permutation in between is moved on past
 * what does not care, until two of them meet and cancel.
 *
 * @module
 */
import { platformInUse } from "./platform.ts";
import { reshape, transpose } from "./record.ts";
import type { Value } from "./value.ts";

/** Axes that bring `[n, h, w, c]` to `[n, c, h, w]`. */
export const TO_NCHW: readonly number[] = [0, 3, 1, 2];
/** And back. */
const TO_NHWC: readonly number[] = [0, 2, 3, 1];

/** `[n, c, h, w]` as `[n, h, w, c]`. */
export function channelsLast(x: Value): Value {
  return transpose(x, TO_NHWC);
}

/** `[n, h, w, c]` as `[n, c, h, w]`. */
export function channelsFirst(x: Value): Value {
  return transpose(x, TO_NCHW);
}

/**
 * The `[n, c, h, w]` behind an `[n, h, w, c]`, where the platform keeps images
 * that way and it was computed so.
 */
export function firstOf(x: Value): Value | undefined {
  if (!platformInUse().channelsFirst) return undefined;
  const { op } = x;
  return op?.type === "Transpose" && `${op.attributes.perm}` === `${TO_NHWC}`
    ? op.inputs[0]
    : undefined;
}

/**
 * Sides of an elementwise operator as `[n, c, h, w]`, where one is that already
 * and as large as the result.
 */
export function sidesFirst(
  sides: readonly Value[],
  shape: readonly number[],
): readonly Value[] | undefined {
  const isWhole = (side: Value) => `${side.shape}` === `${shape}`;
  if (!sides.some((side) => isWhole(side) && firstOf(side) !== undefined)) {
    return undefined;
  }
  return sides.map((side) =>
    side.size === 1
      ? reshape(side, [])
      : channelsFirst(reshape(side, ofRank4(side.shape)))
  );
}

function ofRank4(shape: readonly number[]): number[] {
  return [...Array<number>(4 - shape.length).fill(1), ...shape];
}
