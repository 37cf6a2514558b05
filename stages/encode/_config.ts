import { z } from "zod";

/** Length of a code. */
export const dim = z.int().min(1).max(4096).default(32).describe(
  "Length of a code",
);

/** Replication number. */
export const seed = z.int().min(0).default(0).describe("Replication number");

/** Training steps. */
export function steps(count: number) {
  return z.int().positive().default(count).describe("Training steps");
}

/** Images a step. */
export const batch = z.int().min(2).max(4096).default(64).describe(
  "Images a step",
);

/** Step size of Adam. */
export const rate = z.number().positive().default(1e-3).describe(
  "Step size of Adam",
);

/** Width of a network. */
export function width(channels: number, what: string) {
  return z.int().positive().max(1024).default(channels).describe(what);
}

/** Dimensions that codes are whitened to. */
export const whiten = z.int().min(1).max(4096).optional().describe(
  "Whitens codes to so many dimensions, at most their length: leading principal components, uncorrelated, of unit variance; default: codes are standardised only",
);

/** That codes are not whitened to more dimensions than they have. */
export function whitensWithin(
  { dim, whiten }: { dim: number; whiten?: number | undefined },
): boolean {
  return whiten === undefined || whiten <= dim;
}

/** What to say where {@linkcode whitensWithin} does not hold. */
export const WHITENS_WITHIN = {
  error: "whiten must not exceed dim",
  path: ["whiten"],
};
