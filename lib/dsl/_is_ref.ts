import type { AnyRef } from "./stage.ts";

/** Whether something is an output of a stage. */
export function isRef(value: unknown): value is AnyRef {
  const ref = value as Partial<AnyRef> | null | undefined;
  return ref?.kind?.name !== undefined && ref.node?.stage !== undefined;
}
