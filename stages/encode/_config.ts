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
