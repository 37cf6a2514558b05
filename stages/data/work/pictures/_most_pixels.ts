/** Most pixels of one picture: what a header declares is checked by it. */
export const MOST_PIXELS = 100_000_000;
