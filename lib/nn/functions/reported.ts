import type { Tensors } from "../../tensor/tensors.ts";

/** Figures of this name that layers of a network reported, such as `commitment`. */
export function reported(reports: Tensors, name: string): Tensors[string][] {
  return Object.entries(reports)
    .filter(([path]) => path.slice(path.lastIndexOf("/") + 1) === name)
    .map(([, figure]) => figure);
}
