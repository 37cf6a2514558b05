import type { Stage } from "../dsl/stage.ts";

/**
 * Share of a GPU that a stage holds while it runs, in [0, 1].
 *
 * @param onGpu Whether the tensor engine computes on one
 */
export function gpuShareOf(
  { spec: { resources, tensors } }: Stage,
  onGpu: boolean,
): number {
  return tensors === true && onGpu ? resources?.gpu ?? 1 : 0;
}
