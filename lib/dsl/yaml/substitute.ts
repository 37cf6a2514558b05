import { PipelineError } from "../error.ts";
import { suggestion } from "../suggest.ts";
import type { Located, Scalar } from "./located.ts";

/** Most characters of a text after variables are filled in. */
const MOST_CHARACTERS = 1024 * 1024;

/** What `${name}` may stand for: parameters and the axes around it. */
export type Variables = ReadonlyMap<string, Scalar | readonly Scalar[]>;

const VARIABLE = /\$\{([^{}]*)\}/g;
const WHOLE = /^\$\{([^{}]*)\}$/;

/**
 * Puts variables in: `${name}` alone keeps the type of its value, inside other
 * text it becomes text.
 *
 * @throws {PipelineError} when a variable is unknown, or a list stands inside
 * text
 */
export function substitute(located: Located, variables: Variables): Located {
  if (variables.size === 0 && !mentions(located)) return located;
  switch (located.type) {
    case "list":
      return {
        ...located,
        items: located.items.map((item) => substitute(item, variables)),
      };
    case "map":
      return {
        ...located,
        entries: new Map(
          [...located.entries].map(([name, { key, value }]) => [
            name,
            { key, value: substitute(value, variables) },
          ]),
        ),
      };
    case "scalar":
      return substituteScalar(located, variables);
    default:
      return located satisfies never;
  }
}

function substituteScalar(
  located: Extract<Located, { type: "scalar" }>,
  variables: Variables,
): Located {
  const { value, place } = located;
  if (typeof value !== "string" || !value.includes("${")) return located;
  const lookUp = (name: string) => {
    const found = variables.get(name.trim());
    if (found !== undefined) return found;
    throw new PipelineError(
      "misuse",
      `Cannot fill in '\${${name}}': no parameter or axis has this name${
        suggestion(name, [...variables.keys()])
      }`,
      { place },
    );
  };
  const whole = WHOLE.exec(value);
  if (whole !== null) {
    const found = lookUp(whole[1]!);
    return Array.isArray(found)
      ? {
        type: "list",
        place,
        items: found.map((item) => ({ type: "scalar", value: item, place })),
      }
      : { type: "scalar", value: found as Scalar, place };
  }
  let length = value.length;
  const text = value.replaceAll(VARIABLE, (_, name: string) => {
    const found = lookUp(name);
    if (typeof found !== "object") {
      const filled = String(found);
      length += filled.length;
      if (length <= MOST_CHARACTERS) return filled;
      throw new PipelineError(
        "misuse",
        `Cannot fill in '\${${name}}': the text would be longer than ${MOST_CHARACTERS} characters`,
        { place },
      );
    }
    throw new PipelineError(
      "misuse",
      `Cannot fill in '\${${name}}' inside text: it is ${
        found === null ? "null" : "a list"
      }`,
      { place },
    );
  });
  return { type: "scalar", value: text, place };
}

function mentions(located: Located): boolean {
  if (located.type === "list") return located.items.some(mentions);
  if (located.type === "map") {
    return [...located.entries.values()].some(({ value }) => mentions(value));
  }
  return typeof located.value === "string" && located.value.includes("${");
}
