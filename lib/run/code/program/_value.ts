import type TypeScript from "typescript";
import type { Module } from "./module.ts";

type FunctionNode = TypeScript.FunctionLikeDeclaration;

/** What is known of a value without running the program. */
export type Value =
  /** Numbers, texts, and plain records and lists of such. */
  | { readonly kind: "plain" }
  /** Any value of the user's modules. */
  | { readonly kind: "unknown" }
  /** Any value of a package. */
  | { readonly kind: "foreign" }
  /** A stage: calling it adds a node to a graph. */
  | { readonly kind: "stage" }
  /** What looks at results while a pipeline is built. */
  | { readonly kind: "known" }
  /** What builds pipelines, with what it returns: by dotted name. */
  | { readonly kind: "tool"; readonly name: string }
  /** What JavaScript and Deno offer everywhere, by dotted name. */
  | { readonly kind: "global"; readonly name: string }
  | {
    readonly kind: "function";
    readonly node: FunctionNode;
    readonly scope: Scope;
  }
  | {
    readonly kind: "record";
    readonly fields: ReadonlyMap<string, Value>;
  }
  | { readonly kind: "list"; readonly item: Value };

/** A name inside a function, and whether nothing else refers to its value. */
export interface Local {
  value: Value;
  readonly isFresh: boolean;
}

/** Names in force at some place of a module. */
export interface Scope {
  readonly module: Module;
  readonly names: Map<string, Local>;
  readonly outer: Scope | undefined;
}

export const PLAIN: Value = { kind: "plain" };
export const KNOWN: Value = { kind: "known" };
export const UNKNOWN: Value = { kind: "unknown" };

/** Whether a value holds nothing that could be called. */
export function isData(value: Value): boolean {
  switch (value.kind) {
    case "plain":
    case "tool":
      return true;
    case "record":
      return [...value.fields.values()].every(isData);
    case "list":
      return isData(value.item);
    default:
      return false;
  }
}

/** What is known of a value that is one of two. */
export function join(a: Value, b: Value): Value {
  if (a === b || a.kind === "stage" && b.kind === "stage") return a;
  return isData(a) && isData(b) ? PLAIN : UNKNOWN;
}

/** Functions in a value, however deep. */
export function functionsIn(
  value: Value,
): Extract<Value, { kind: "function" }>[] {
  switch (value.kind) {
    case "function":
      return [value];
    case "record":
      return [...value.fields.values()].flatMap(functionsIn);
    case "list":
      return functionsIn(value.item);
    default:
      return [];
  }
}

/** The same without names for its parts, which may have changed since. */
export function distrusted(value: Value): Value {
  return value.kind === "plain" || value.kind === "record" ||
      value.kind === "list"
    ? UNKNOWN
    : value;
}

/** The local name in force, if a name is one. */
export function lookUp(scope: Scope, name: string): Local | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const local = at.names.get(name);
    if (local !== undefined) return local;
  }
  return undefined;
}
