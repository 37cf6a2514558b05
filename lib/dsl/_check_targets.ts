import { PipelineError } from "./error.ts";
import { isRef } from "./_is_ref.ts";

/**
 * Refuses what is no record of outputs.
 *
 * @throws {PipelineError} naming the first target that is none
 */
export function checkTargets(pipeline: string, targets: unknown): void {
  if (isRef(targets)) {
    throw refusal(pipeline, "got an output without a name; write { name: it }");
  }
  if (targets instanceof Promise) {
    throw refusal(pipeline, "got a promise; targets must not be async");
  }
  if (
    typeof targets !== "object" || targets === null || Array.isArray(targets)
  ) {
    throw refusal(pipeline, `got ${described(targets)}`);
  }
  for (const [name, target] of Object.entries(targets)) {
    if (isRef(target)) continue;
    const within = typeof target === "object" && target !== null
      ? Object.entries(target).find(([, value]) => isRef(value))
      : undefined;
    throw refusal(
      pipeline,
      within === undefined
        ? `target '${name}' is ${described(target)}`
        : `target '${name}' is ${
          described(target)
        } of outputs; name one, such as '${within[0]}' of it`,
    );
  }
}

function described(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a record" : `a ${typeof value}`;
}

function refusal(pipeline: string, problem: string): PipelineError {
  return new PipelineError(
    "misuse",
    `Cannot build pipeline '${pipeline}': expected targets to be a record of outputs of stages, by name, but ${problem}`,
  );
}
