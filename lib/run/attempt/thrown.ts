import { inspect } from "../../platform/inspect.ts";
import { refusalOf } from "./refusal.ts";

const LONGEST_MESSAGE = 1000;
const LONGEST_DETAIL = 65_536;
const LONGEST_VALUE = 200;

/** What was thrown, in words. */
export interface Thrown {
  /** One line, of at most 1,000 characters. */
  readonly message: string;
  /** For the log: the stack, or more of the value. */
  readonly detail: string;
}

/**
 * Puts into words what code threw: errors, texts, and everything else, such as
 * objects whose fields throw in turn. Never throws itself.
 */
export function readThrown(thrown: unknown): Thrown {
  const message = messageOf(thrown);
  return {
    message: cut(message, LONGEST_MESSAGE),
    detail: cut(stackOf(thrown) ?? message, LONGEST_DETAIL),
  };
}

function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error && typeof thrown.message === "string") {
      const text = refusalOf(thrown) ?? thrown.message;
      return firstLine(text) || "it threw without a message";
    }
    if (typeof thrown === "string") {
      return firstLine(thrown) || "it threw without a message";
    }
  } catch {
    // Its message is a trap: the value itself may still be shown.
  }
  const value = valueText(thrown).replaceAll(/\s+/g, " ");
  return `it threw ${value}; throw an Error with a message`;
}

function stackOf(thrown: unknown): string | undefined {
  try {
    if (!(thrown instanceof Error)) return valueText(thrown, LONGEST_DETAIL);
    return typeof thrown.stack === "string" ? thrown.stack : undefined;
  } catch {
    return undefined;
  }
}

function valueText(value: unknown, longest = LONGEST_VALUE): string {
  try {
    return cut(
      typeof value === "string" ? value : inspect(value, { depth: 2 }),
      longest,
    );
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]!.trim();
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const over = text.length - longest;
  return `${text.slice(0, longest)}… (${over} more characters were cut)`;
}
