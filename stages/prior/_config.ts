import { z } from "zod";

/** Independent normal numbers after every code. */
export const noise = z.int().min(0).max(4096).default(0).describe(
  "Independent normal numbers put after every code, for what codes leave open",
);
