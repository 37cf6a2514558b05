import { type Cell, distinct } from "./_observations.ts";

/** Whether small or large values are good. */
export type Better = "lower" | "higher";

/** The smallest generator of a latent that reaches a quality. */
export interface Smallest {
  /** Whose codes it takes. */
  readonly latent: string;
  /** Undefined when no size reaches it. */
  readonly size: number | undefined;
}

/** C(ε) of every latent: the smallest size whose mean reaches `epsilon`. */
export function smallestReaching(
  cells: readonly Cell[],
  epsilon: number,
  better: Better,
): Smallest[] {
  const reaches = (value: number) =>
    better === "lower" ? value <= epsilon : value >= epsilon;
  return distinct(cells.map(({ latent }) => latent)).map((latent) => {
    const found = cells
      .filter((cell) => cell.latent === latent)
      .sort((a, b) => a.size - b.size)
      .find(({ interval }) => reaches(interval.value));
    return { latent, size: found?.size };
  });
}
