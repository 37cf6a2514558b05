import type { Value } from "../../value.ts";
import { type Platform, platformInUse } from "../../platform.ts";
import * as blocked from "./blocked.ts";
import * as columns from "./columns.ts";
import type { Geometry } from "./geometry.ts";
import * as plain from "./plain.ts";
import * as product from "./product.ts";
import * as winograd from "./winograd.ts";

/** A pass of a convolution; gradients by what they are taken for. */
export type Pass = "forward" | "inputGradient" | "filterGradient";

/** Where a pass is computed. */
export interface Site {
  /** Extents, strides and padding. */
  readonly info: Geometry;
  /** Channels in a block; 0 where there is no blocked layout. */
  readonly block: number;
}

/**
 * Records a pass on its two inputs, in the kernel's order; undefined where the
 * algorithm cannot.
 */
export type Algorithm = (a: Value, b: Value, site: Site) => Value | undefined;

/** All ways to compute each pass, by name. */
export const ALGORITHMS = {
  forward: {
    product: product.forward,
    winograd: winograd.forward,
    blocked: whereBlocked(blocked.forward),
    plain: (x, filter, { info }) => plain.forward(x, filter, info),
  },
  inputGradient: {
    product: product.inputGradient,
    winograd: winograd.inputGradient,
    blocked: whereBlocked(blocked.inputGradient),
    plain: (dy, filter, { info }) => plain.inputGradient(dy, filter, info),
  },
  filterGradient: {
    product: product.filterGradient,
    blocked: whereBlocked(blocked.filterGradient),
    columns: (x, dy, { info }) => columns.filterGradient(x, dy, info),
    plain: (x, dy, { info }) => plain.filterGradient(x, dy, info),
  },
} as const satisfies Record<Pass, Record<string, Algorithm>>;

function whereBlocked(algorithm: Algorithm): Algorithm {
  return (a, b, site) => site.block > 0 ? algorithm(a, b, site) : undefined;
}

/**
 * Records a pass by the fastest algorithm: the first of product, Winograd's,
 * blocked and plain that can compute it and pays, as measured in
 * `tests/bench/results/convolutions.md`.
 */
export function fastest(
  pass: Pass,
  [a, b]: readonly [Value, Value],
  info: Geometry,
  { channelBlock: block, channelsFirst }: Pick<
    Platform,
    "channelBlock" | "channelsFirst"
  > = platformInUse(),
): Value | undefined {
  for (const [name, algorithm] of Object.entries(ALGORITHMS[pass])) {
    const pays = channelsFirst ? paysOnGpu(name) : paysOnCpu(name, pass, info);
    const value = pays ? algorithm(a, b, { info, block }) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The others are for layouts and threads of a CPU. */
function paysOnGpu(name: string): boolean {
  return name === "columns" || name === "plain";
}

function paysOnCpu(name: string, pass: Pass, info: Geometry): boolean {
  if (name === "columns") return false;
  if (name === "winograd") return winograd.pays(info);
  // A block of one channel is zeros for the most part.
  return name !== "blocked" || pass !== "inputGradient" || info.inChannels > 1;
}
