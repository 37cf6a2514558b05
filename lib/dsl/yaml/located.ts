import { PipelineError, type Place } from "../error.ts";
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from "./_library.ts";
import { tooDeep } from "./_nesting.ts";

/** Most values of a pipeline file; aliases count as often as they are written. */
const MOST_VALUES = 200_000;

/** Most characters of a pipeline file. */
const MOST_CHARACTERS = 1024 * 1024;

/** Most levels of lists and mappings in one another. */
const MOST_LEVELS = 64;

/** Most columns of indentation. */
const MOST_COLUMNS = 256;

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
 * value. Tags of other schemas, such as `!!js/function`, are refused.
 *
 * @param text The document; at most 1 MiB of characters, 200,000 values and
 * 64 levels
 * @param file Name of the file, for places
 * @throws {PipelineError} when the text is no YAML, repeats a key, has keys
 * that are not text, or is too large
 */
export function parseLocated(text: string, file: string): Located {
  if (text.length > MOST_CHARACTERS) {
    throw refuse(
      `expected at most ${MOST_CHARACTERS} characters, got ${text.length}`,
      { file },
    );
  }
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const deep = tooDeep(text, { levels: MOST_LEVELS, columns: MOST_COLUMNS });
  if (deep !== undefined) {
    const before = text.slice(0, deep).split("\n");
    throw refuse(
      `expected at most ${MOST_LEVELS} levels and ${MOST_COLUMNS} columns of indentation`,
      { file, line: before.length, column: before.at(-1)!.length + 1 },
    );
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    schema: "core",
    resolveKnownTags: false,
    // The library's own check takes quadratic time.
    uniqueKeys: false,
    version: "1.2",
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw refuse(plain(problem.message), placeAt(problem.pos[0]));
  }
  const { version } = document.directives?.yaml ?? {};
  if (version !== undefined && version !== "1.2") {
    throw refuse(`expected YAML 1.2, got ${version}`, placeAt(0));
  }
  return new Locator(placeAt).locate(
    document.contents,
    { file, line: 1, column: 1 },
  );
}

/** A value with an anchor, and what it weighs wherever its alias stands. */
interface Anchored {
  readonly located: Located;
  readonly values: number;
}

/** Turns the library's nodes into located values. */
class Locator {
  readonly #placeAt: (offset: number) => Place;
  readonly #anchors = new Map<string, Anchored | "open">();
  #values = 0;
  #level = 0;

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt;
  }

  /** Locates a node; `outer` is the place of what holds it. */
  locate(node: unknown, outer: Place): Located {
    const { range, anchor } = (node ?? {}) as {
      readonly range?: readonly number[] | null;
      readonly anchor?: string;
    };
    const place = range ? this.#placeAt(range[0]!) : outer;
    this.#weigh(1, place);
    if (isAlias(node)) return this.#resolve(node.source, place);
    if (anchor !== undefined) this.#anchors.set(anchor, "open");
    const before = this.#values;
    if (++this.#level > MOST_LEVELS) {
      throw refuse(`expected at most ${MOST_LEVELS} levels`, place);
    }
    const located = this.#read(node, place);
    this.#level--;
    if (anchor !== undefined) {
      const values = this.#values - before;
      this.#anchors.set(anchor, { located, values });
    }
    return located;
  }

  #weigh(values: number, place: Place): void {
    this.#values += values;
    if (this.#values <= MOST_VALUES) return;
    throw refuse(
      `expected at most ${MOST_VALUES} values; aliases may multiply`,
      place,
    );
  }

  #resolve(name: string, place: Place): Located {
    const found = this.#anchors.get(name);
    if (found === undefined) {
      throw refuse(`no anchor '&${name}' comes before its alias`, place);
    }
    if (found === "open") {
      throw refuse(`the value of anchor '&${name}' holds itself`, place);
    }
    this.#weigh(found.values, place);
    if (this.#level + heightOf(found.located) > MOST_LEVELS) {
      throw refuse(`expected at most ${MOST_LEVELS} levels`, place);
    }
    return { ...found.located, place };
  }

  #read(node: unknown, place: Place): Located {
    if (isMap(node)) {
      const entries = new Map<string, LocatedEntry>();
      for (const { key, value } of node.items) {
        const at = this.locate(key, place);
        if (at.type !== "scalar" || at.value === null) {
          throw refuse("expected text as a key", at.place);
        }
        const name = String(at.value);
        if (entries.has(name)) {
          throw refuse(`key '${name}' is repeated; remove one`, at.place);
        }
        entries.set(name, {
          key: at.place,
          value: this.locate(value, at.place),
        });
      }
      return { type: "map", entries, place };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.locate(item, place));
      return { type: "list", items, place };
    }
    const value = isScalar(node) ? node.value : null;
    if (
      value !== null && typeof value !== "string" &&
      typeof value !== "number" && typeof value !== "boolean"
    ) {
      throw refuse(
        `expected text, a number, true or false, got ${value}`,
        place,
      );
    }
    return { type: "scalar", value, place };
  }
}

/** Levels of lists and mappings in a value, itself among them. */
function heightOf(located: Located): number {
  const inner = located.type === "list"
    ? located.items
    : located.type === "map"
    ? [...located.entries.values()].map(({ value }) => value)
    : [];
  return 1 + inner.reduce((most, each) => Math.max(most, heightOf(each)), 0);
}

function refuse(problem: string, place: Place): PipelineError {
  return new PipelineError("misuse", `Cannot read YAML: ${problem}`, { place });
}

/** What a located value is, for sentences. */
export function describe(located: Located): string {
  if (located.type === "map") return "a mapping";
  if (located.type === "list") return "a list";
  return located.value === null ? "nothing" : JSON.stringify(located.value);
}

/** Number of values in a value, itself among them. */
export function countValues(located: Located): number {
  const inner = located.type === "list"
    ? located.items
    : located.type === "map"
    ? [...located.entries.values()].map(({ value }) => value)
    : [];
  return inner.reduce((sum, each) => sum + countValues(each), 1);
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
  const tag = /^Unresolved tag: (?:tag:yaml\.org,2002:)?(.*)$/.exec(message);
  if (tag !== null) {
    return `tag '${
      tag[1]
    }' is none of this file's; write text, numbers, lists and mappings without tags`;
  }
  return message.replace(/\s*\n[\s\S]*$/, "").replace(/\.$/, "");
}
