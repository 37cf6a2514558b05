import { PipelineError, type Place } from "../error.ts";
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from "./_library.ts";

/** More values than any pipeline has; stops aliases that multiply. */
const MOST_VALUES = 200_000;

/** Most characters of a pipeline file. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** A plain value of YAML. */
export type Scalar = string | number | boolean | null;

/** One `key: value` of a mapping. */
export interface LocatedEntry {
  /** Where the key was written. */
  readonly key: Place;
  /** What it stands for. */
  readonly value: Located;
}

/** A YAML value that knows where it was written. */
export type Located =
  | { readonly type: "scalar"; readonly value: Scalar; readonly place: Place }
  | {
    readonly type: "list";
    readonly items: readonly Located[];
    readonly place: Place;
  }
  | {
    readonly type: "map";
    readonly entries: ReadonlyMap<string, LocatedEntry>;
    readonly place: Place;
  };

/** A mapping that knows where it was written. */
export type LocatedMap = Extract<Located, { type: "map" }>;

/**
 * Reads a YAML document (version 1.2, core schema) with the place of every
 * value.
 *
 * @param text The document
 * @param file Name of the file, for places
 * @throws {PipelineError} when the text is no YAML, repeats a key, has keys
 * that are not text, or is too large
 */
export function parseLocated(text: string, file: string): Located {
  if (text.length > MOST_CHARACTERS) {
    throw new PipelineError(
      "misuse",
      `Cannot read the pipeline: expected at most ${MOST_CHARACTERS} characters, got ${text.length}`,
      { place: { file } },
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
    version: "1.2",
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw new PipelineError(
      "misuse",
      `Cannot read YAML: ${plain(problem.message)}`,
      { place: placeAt(problem.pos[0]) },
    );
  }
  let count = 0;

  function locate(node: unknown, outer: Place): Located {
    if (++count > MOST_VALUES) {
      throw new PipelineError(
        "misuse",
        `Cannot read YAML: more than ${MOST_VALUES} values; aliases may multiply`,
        { place: outer },
      );
    }
    const range = (node as { range?: readonly number[] | null } | null)?.range;
    const place = range ? placeAt(range[0]!) : outer;
    if (isAlias(node)) {
      const target = node.resolve(document);
      // The library has reported unknown anchors already.
      return { ...locate(target, place), place };
    }
    if (isMap(node)) {
      const entries = new Map<string, LocatedEntry>();
      for (const { key, value } of node.items) {
        const at = locate(key, place);
        if (at.type !== "scalar" || at.value === null) {
          throw new PipelineError(
            "misuse",
            "Cannot read YAML: expected text as a key",
            { place: at.place },
          );
        }
        entries.set(String(at.value), {
          key: at.place,
          value: locate(value, at.place),
        });
      }
      return { type: "map", entries, place };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => locate(item, place));
      return { type: "list", items, place };
    }
    const value = isScalar(node) ? node.value : null;
    if (
      value !== null && typeof value !== "string" &&
      typeof value !== "number" && typeof value !== "boolean"
    ) {
      throw new PipelineError(
        "misuse",
        `Cannot read YAML: expected text, a number, true or false, got ${value}`,
        { place },
      );
    }
    return { type: "scalar", value, place };
  }

  return locate(document.contents, { file, line: 1, column: 1 });
}

/** What a located value is, for sentences. */
export function describe(located: Located): string {
  if (located.type === "map") return "a mapping";
  if (located.type === "list") return "a list";
  return located.value === null ? "nothing" : JSON.stringify(located.value);
}

/** The place of a value inside `located`, or of what comes nearest to it. */
export function placeOf(
  located: Located,
  path: readonly PropertyKey[],
): Place {
  let at = located;
  for (const part of path) {
    const next = at.type === "map"
      ? at.entries.get(String(part))?.value
      : at.type === "list"
      ? at.items[Number(part)]
      : undefined;
    if (next === undefined) break;
    at = next;
  }
  return at.place;
}

function plain(message: string): string {
  return message.replace(/\s*\n[\s\S]*$/, "").replace(/\.$/, "");
}
