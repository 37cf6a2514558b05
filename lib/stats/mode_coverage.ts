/** How the classes of images are spread. */
export interface ModeCoverage {
  /** Classes with at least one image. */
  readonly modes: number;
  /** Classes in all. */
  readonly classes: number;
  /** Divergence of the class frequencies from the reference's, in nats. */
  readonly divergence: number;
}

/**
 * Classes hit, and the divergence of their frequencies from a reference's.
 *
 * Source: Che et al., "Mode regularized GANs", ICLR 2017; Srivastava et al.,
 * VEEGAN, 2017.
 *
 * @param assigned Class of each image
 * @param classes Number of classes
 * @param reference Class of each reference image; uniform when absent
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
  const got = frequencies(assigned, classes);
  const wanted = reference === undefined
    ? new Float64Array(classes).fill(1 / classes)
    : frequencies(reference, classes);
  let divergence = 0;
  for (let c = 0; c < classes; c++) {
    if (got[c]! > 0) {
      // A class that the reference lacks counts as one seen half a time.
      const share = wanted[c]! || 0.5 / (reference?.length ?? 1);
      divergence += got[c]! * Math.log(got[c]! / share);
    }
  }
  return {
    modes: got.filter((share) => share > 0).length,
    classes,
    divergence,
  };
}

/**
 * Index of the largest logit of each row.
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

function frequencies(
  assigned: ArrayLike<number>,
  classes: number,
): Float64Array {
  const shares = new Float64Array(classes);
  for (let i = 0; i < assigned.length; i++) shares[assigned[i]!]!++;
  return shares.map((share) => share / assigned.length);
}
