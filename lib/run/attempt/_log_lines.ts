import { inspect } from "../../platform/inspect.ts";
import { cutLine } from "./worker/protocol.ts";

/** The lines that values make in a log; long ones are cut. */
export function logLines(values: readonly unknown[]): string[] {
  return values.map(textOf).join(" ").split("\n").map((line) => cutLine(line));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return inspect(value);
  } catch {
    return `(a value of type ${typeof value} that cannot be shown)`;
  }
}
