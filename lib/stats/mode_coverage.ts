import { requireFinite } from "./rows.ts";

/** How the classes of images are spread. */
export interface ModeCoverage {
  /** Classes with at least one image. */
  readonly modes: number;
  readonly classes: number;
  /** Divergence of the class frequencies from the reference's, in nats. */
  readonly divergence: number;
}

/**
 * Classes hit, and the divergence of their frequencies from a reference's. A
 * class that is hit but that the reference lacks counts as one that it has half
 * a time, and shares are taken anew, so that the divergence is never negative.
 *
 * Source: Che et al., "Mode regularized GANs", ICLR 2017; Srivastava et al.,
 * VEEGAN, 2017.
 *
 * @param assigned Class of each image
 * @param classes Number of classes
 * @param reference Class of each reference image; uniform when absent
 * @throws {RangeError} when a set is empty, or an entry is no class
 *
 * @example
 * ```ts
 * import { modeCoverage } from "./mode_coverage.ts";
 *
 * const { modes, divergence } = modeCoverage([0, 0, 1, 1], 4);
 * console.assert(modes === 2);
 * console.assert(Math.abs(divergence - Math.log(2)) < 1e-12);
 * ```
 */
export function modeCoverage(
  assigned: ArrayLike<number>,
  classes: number,
  reference?: ArrayLike<number>,
): ModeCoverage {
  const got = classCounts(assigned, { classes, name: "images" });
  const wanted = reference === undefined
    ? new Float64Array(classes).fill(1)
    : classCounts(reference, { classes, name: "reference images" });
  for (let c = 0; c < classes; c++) {
    if (got[c]! > 0 && wanted[c] === 0) wanted[c] = 0.5;
  }
  const [all, allWanted] = [total(got), total(wanted)];
  let divergence = 0;
  for (let c = 0; c < classes; c++) {
    const share = got[c]! / all;
    if (share > 0) {
      divergence += share * Math.log(share * allWanted / wanted[c]!);
    }
  }
  return {
    modes: got.filter((count) => count > 0).length,
    classes,
    divergence: Math.max(0, divergence),
  };
}

/**
 * Index of the largest logit of each row.
 *
 * @throws {RangeError} when a logit is not finite, naming its row
 *
 * @example
 * ```ts
 * import { assignClasses } from "./mode_coverage.ts";
 *
 * const assigned = assignClasses(Float32Array.of(0.1, 0.9, 3, -1), 2);
 * console.assert(assigned.join() === "1,0");
 * ```
 */
export function assignClasses(
  logits: Float32Array,
  classes: number,
): Int32Array {
  requireFinite({ data: logits, dim: classes }, {
    task: "assign classes",
    name: "logits",
  });
  const assigned = new Int32Array(logits.length / classes);
  for (let i = 0; i < assigned.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logits[i * classes + c]! > logits[i * classes + best]!) best = c;
    }
    assigned[i] = best;
  }
  return assigned;
}

function classCounts(
  assigned: ArrayLike<number>,
  { classes, name }: { readonly classes: number; readonly name: string },
): Float64Array {
  if (assigned.length === 0) {
    throw new RangeError(`Cannot count classes: there are no ${name}`);
  }
  const counts = new Float64Array(classes);
  for (let i = 0; i < assigned.length; i++) {
    const c = assigned[i]!;
    if (!(Number.isInteger(c) && c >= 0 && c < classes)) {
      throw new RangeError(
        `Cannot count classes: expected a class below ${classes}, got ${c} at ${i} of the ${name}`,
      );
    }
    counts[c]!++;
  }
  return counts;
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
