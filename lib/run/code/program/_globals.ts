/** Functions of the language and of Deno that change nothing. */
const PURE = new Set([
  "Array",
  "Array.from",
  "Array.isArray",
  "Array.of",
  "BigInt",
  "Boolean",
  "Date.now",
  "Deno.cwd",
  "Deno.env.get",
  "Deno.env.has",
  "Deno.readFile",
  "Deno.readFileSync",
  "Deno.readTextFile",
  "Deno.readTextFileSync",
  "JSON.parse",
  "JSON.stringify",
  "Number",
  "Object.entries",
  "Object.fromEntries",
  "Object.keys",
  "Object.values",
  "String",
  "Symbol.for",
  "console.debug",
  "console.error",
  "console.info",
  "console.log",
  "console.warn",
  "crypto.randomUUID",
  "import.meta.resolve",
  "parseFloat",
  "parseInt",
  "performance.now",
  "structuredClone",
]);

/** What of the language and of Deno is known by name. */
export const GLOBALS: ReadonlySet<string> = new Set([
  ...[...PURE].map((name) => name.split(".")[0]!),
  "Math",
]);

/** Whether calling a global function, by dotted name, changes nothing. */
export function isPureGlobal(name: string): boolean {
  return PURE.has(name) || /^(Math|Number)\.\w+$/.test(name);
}

const CONSTRUCTORS = new Set([
  "AbortController",
  "Date",
  "Error",
  "Map",
  "RangeError",
  "RegExp",
  "Set",
  "TextDecoder",
  "TextEncoder",
  "TypeError",
  "URL",
  "WeakMap",
  "WeakSet",
]);

/** Whether `new` with a global class changes nothing. */
export function isPureConstructor(name: string): boolean {
  return CONSTRUCTORS.has(name) ||
    /^(Array|(Int|Uint|BigInt|BigUint|Float)\d+(Clamped)?Array)$/.test(name);
}

/** Methods of lists, texts and numbers that change nothing. */
const METHODS = new Set([
  "at",
  "charAt",
  "charCodeAt",
  "codePointAt",
  "concat",
  "endsWith",
  "entries",
  "every",
  "filter",
  "find",
  "findIndex",
  "findLast",
  "flat",
  "flatMap",
  "forEach",
  "get",
  "has",
  "includes",
  "indexOf",
  "join",
  "keys",
  "lastIndexOf",
  "map",
  "padEnd",
  "padStart",
  "reduce",
  "repeat",
  "replace",
  "replaceAll",
  "slice",
  "some",
  "split",
  "startsWith",
  "substring",
  "toFixed",
  "toLowerCase",
  "toReversed",
  "toSorted",
  "toString",
  "toUpperCase",
  "trim",
  "trimEnd",
  "trimStart",
  "values",
]);

/** Whether a method of a list, text or number changes nothing. */
export function isPureMethod(name: string): boolean {
  return METHODS.has(name);
}

/** Methods that call their first argument. */
export const CALLING_METHODS: ReadonlySet<string> = new Set([
  "every",
  "filter",
  "find",
  "findIndex",
  "findLast",
  "flatMap",
  "forEach",
  "map",
  "reduce",
  "replace",
  "replaceAll",
  "some",
  "toSorted",
]);

/** Global functions that call their second argument, if there is one. */
export const CALLING_GLOBALS: ReadonlySet<string> = new Set([
  "Array.from",
  "JSON.parse",
  "JSON.stringify",
]);

/** Methods that change the list, map or set that they are called on only. */
export const MUTATORS: ReadonlySet<string> = new Set([
  "add",
  "push",
  "set",
  "unshift",
]);

/** Parts of the DSL that change what holds for the whole program. */
const EFFECTFUL = new Set([
  "config",
  "globalRegistry",
  "register",
  "registry",
  "setErrorMap",
  "parse",
  "parseAsync",
  "safeParse",
  "safeParseAsync",
]);

/** Whether calling a part of the DSL, by dotted name, only builds. */
export function onlyBuilds(name: string): boolean {
  return !name.split(".").some((part) => EFFECTFUL.has(part));
}
