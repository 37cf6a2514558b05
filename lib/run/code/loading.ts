import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { getCallSites } from "node:util";
import { fileURLToPath } from "node:url";
import { watchRuntime } from "../../platform/watch.ts";
import type { Place } from "./closure.ts";
import { isOwnCode } from "./_package.ts";

const MAX_FRAMES = 200;

/** Something outside the code that a module looked at while it was loaded. */
export interface Look {
  /** What kind of thing it is. */
  readonly at:
    | "file"
    /** Whether it is there, not what it holds. */
    | "presence"
    | "variable"
    /** Every environment variable. */
    | "variables"
    | "host"
    | "program";
  /** Absolute path, name of a variable, URL, or name of a program. */
  readonly name: string;
  /** Statement of the user's code on whose behalf; absent when not known. */
  readonly place: Place | undefined;
}

const looks: Look[] = [];
let isWatching = false;

/** What modules looked at while {@linkcode watchLoading} loaded them. */
export function looksOfLoading(): readonly Look[] {
  return looks;
}

/**
 * Loads modules, and notes which files and environment variables they look at
 * meanwhile: stages may depend on these as they do on code. What packages do
 * of their own accord does not count.
 *
 * It sees what goes through Deno's functions, `node:fs`, `node:process` and
 * `fetch`; not what native libraries do.
 *
 * @param load Imports the modules
 */
export async function watchLoading<R>(load: () => Promise<R>): Promise<R> {
  if (isWatching) return await load();
  const restore = watch();
  isWatching = true;
  try {
    return await load();
  } finally {
    isWatching = false;
    restore();
  }
}

/** A function of `node:fs` that notes its first argument, a path. */
export function watched<F extends (...args: never[]) => unknown>(
  original: F,
  at: "file" | "presence",
): F {
  const noting = (...args: Parameters<F>) => {
    note(at, pathOf(args[0]));
    return original(...args);
  };
  return noting as F;
}

/** Notes what is asked of the runtime, until the returned function is called. */
function watch(): () => void {
  const runtime = watchRuntime({
    file: (path) => note("file", pathOf(path)),
    presence: (path) => note("presence", pathOf(path)),
    variable: (name) => note("variable", String(name)),
    variables: () => note("variables", ""),
    program: (path) => note("program", String(path)),
    request: noteRequest,
  });
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      watchedFor(specifier, context.parentURL) ?? next(specifier, context),
  });
  return () => {
    hooks.deregister();
    runtime[Symbol.dispose]();
  };
}

/** What modules of the user get in place of `node:fs`. */
function watchedFor(
  specifier: string,
  parent: string | undefined,
): { url: string; shortCircuit: true } | undefined {
  const name = WATCHED.get(specifier);
  const isUsers = parent?.startsWith("file:") &&
    isOfUser(fileURLToPath(parent));
  if (name === undefined || !isUsers) return undefined;
  return { url: new URL(name, import.meta.url).href, shortCircuit: true };
}

const WATCHED: ReadonlyMap<string, string> = new Map([
  ["fs", "./_watched_fs.ts"],
  ["node:fs", "./_watched_fs.ts"],
  ["fs/promises", "./_watched_fs_promises.ts"],
  ["node:fs/promises", "./_watched_fs_promises.ts"],
]);

function noteRequest(request: unknown): void {
  const url = request instanceof Request ? request.url : String(request);
  if (url.startsWith("file:")) note("file", pathOf(new URL(url)));
  else if (/^https?:/.test(url)) note("host", new URL(url).host);
}

/** Notes a look on behalf of the user's code; packages' own do not count. */
function note(at: Look["at"], name: string | undefined): void {
  if (!isWatching || name === undefined) return;
  const places = getCallSites(MAX_FRAMES).flatMap((site) => {
    const { scriptName, lineNumber: line, columnNumber: column } = site;
    if (scriptName === null || !/^(file:|\/)/.test(scriptName)) return [];
    const path = scriptName.startsWith("file:")
      ? fileURLToPath(scriptName)
      : scriptName;
    return isOfUser(path) ? [{ path, line, column }] : [];
  });
  if (places.length > 0) looks.push({ at, name, place: places.at(-1) });
}

function isOfUser(path: string): boolean {
  return !isOwnCode(path) && !isPackaged(path);
}

/** Whether a file belongs to a package that Deno or npm installed. */
export function isPackaged(path: string): boolean {
  return /[\\/](node_modules|npm[\\/][^\\/]+\.[^\\/]+)[\\/]/.test(path);
}

/** The absolute path of a path or URL; none of a file that is open. */
function pathOf(path: unknown): string | undefined {
  if (path instanceof URL) return fileURLToPath(path);
  return typeof path === "string" ? resolve(path) : undefined;
}
