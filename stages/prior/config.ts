import { z } from "zod";

/** Independent normal numbers after every code. */
export const noise = z.int().min(0).max(4096).default(0).describe(
  "Independent normal numbers put after every code, for what codes leave open",
);

/** Settings of a network for velocities over grids and images, and of its use. */
export const velocity = {
  body: z.enum(["conv", "dit"]).default("conv").describe(
    "Network over grids and images: conv, convolutions at three extents; dit, a diffusion transformer",
  ),
  size: z.enum(["XS", "S", "M", "L"]).default("S").describe(
    "Size of that network, each about four times the one before",
  ),
  method: z.enum(["heun", "euler"]).default("heun").describe(
    "How a step is taken when drawing: heun looks twice, euler once",
  ),
};
