import { PipelineError, type Place } from "../error.ts";

/** A reference as written: `name`, `name.port` or `name.cell[axis=value]`. */
export interface Reference {
  /** Name of the entry. */
  readonly name: string;
  /** Output of a node, or cell of a grid, when one is written. */
  readonly port: string | undefined;
  /** Axis values that select points of a grid. */
  readonly point: Readonly<Record<string, string>>;
}

const PATTERN = /^([\w-]+)(?:\.([\w-]+))?(?:\[([^\[\]]*)\])?$/;

/**
 * Reads a reference.
 *
 * @throws {PipelineError} when the text is none
 */
export function parseReference(text: string, place: Place): Reference {
  const match = PATTERN.exec(text);
  if (match === null) {
    throw new PipelineError(
      "misuse",
      `Cannot read reference '${text}': expected name, name.output or name.cell[axis=value]`,
      { place },
    );
  }
  const [, name, port, selection] = match;
  const point = Object.fromEntries(
    (selection ?? "").split(",").filter((part) => part !== "").map((part) => {
      const at = part.indexOf("=");
      if (at <= 0) {
        throw new PipelineError(
          "misuse",
          `Cannot read reference '${text}': expected axis=value in brackets, got '${part}'`,
          { place },
        );
      }
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
  return { name: name!, port, point };
}
