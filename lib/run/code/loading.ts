import { getCallSites } from "node:util";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./closure.ts";
import { isOwnCode } from "./_package.ts";

const MAX_FRAMES = 200;

/** Something outside the code that a module looked at while it was loaded. */
export interface Look {
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

/** What modules looked at while {@linkcode watchLoading} loaded them. */
export function looksOfLoading(): readonly Look[] {
  return looks;
}

/**
 * Loads modules, and notes which files and environment variables they look at
 * meanwhile: stages may depend on these as they do on code. What packages do
 * of their own accord does not count.
 *
 * It sees what goes through Deno's functions, `node:process` and `fetch`.
 *
 * @param load Imports the modules
 */
export async function watchLoading<R>(load: () => Promise<R>): Promise<R> {
  const restore = watch();
  try {
    return await load();
  } finally {
    restore();
  }
}

const READ = [
  "open",
  "openSync",
  "readDir",
  "readDirSync",
  "readFile",
  "readFileSync",
  "readTextFile",
  "readTextFileSync",
] as const;

const PRESENCE = [
  "lstat",
  "lstatSync",
  "readLink",
  "readLinkSync",
  "realPath",
  "realPathSync",
  "stat",
  "statSync",
] as const;

/** Puts functions that note what they are asked in place of Deno's. */
function watch(): () => void {
  const undo: (() => void)[] = [];
  const replace = <T extends object, K extends keyof T>(
    owner: T,
    name: K,
    { noting }: { noting: (argument: unknown) => void },
  ) => {
    const original = owner[name] as (...args: unknown[]) => unknown;
    const watched = function (this: unknown, ...args: unknown[]) {
      noting(args[0]);
      return new.target === undefined
        ? original.apply(this, args)
        : Reflect.construct(original, args);
    };
    owner[name] = watched as T[K];
    undo.push(() => owner[name] = original as T[K]);
  };
  for (const name of READ) {
    replace(Deno, name, { noting: (path) => note("file", pathOf(path)) });
  }
  for (const name of PRESENCE) {
    replace(Deno, name, { noting: (path) => note("presence", pathOf(path)) });
  }
  for (const name of ["get", "has"] as const) {
    replace(Deno.env, name, {
      noting: (variable) => note("variable", String(variable)),
    });
  }
  replace(Deno.env, "toObject", { noting: () => note("variables", "") });
  replace(Deno, "Command", {
    noting: (program) => note("program", String(program)),
  });
  replace(globalThis, "fetch", { noting: noteRequest });
  return () => undo.reverse().forEach((step) => step());
}

function noteRequest(request: unknown): void {
  const url = request instanceof Request ? request.url : String(request);
  if (url.startsWith("file:")) note("file", pathOf(new URL(url)));
  else if (/^https?:/.test(url)) note("host", new URL(url).host);
}

/** Notes a look on behalf of the user's code; packages' own do not count. */
export function note(at: Look["at"], name: string): void {
  const places = getCallSites(MAX_FRAMES).flatMap((site) => {
    const { scriptName, lineNumber: line, columnNumber: column } = site;
    if (scriptName === null || !/^(file:|\/)/.test(scriptName)) return [];
    const path = pathOf(
      scriptName.startsWith("file:") ? new URL(scriptName) : scriptName,
    );
    return isOwnCode(path) || isPackaged(path) ? [] : [{ path, line, column }];
  });
  if (places.length > 0) looks.push({ at, name, place: places.at(-1) });
}

/** Whether a file belongs to a package that Deno or npm installed. */
export function isPackaged(path: string): boolean {
  return /[\\/](node_modules|npm[\\/][^\\/]+\.[^\\/]+)[\\/]/.test(path);
}

function pathOf(path: unknown): string {
  return path instanceof URL ? fileURLToPath(path) : resolve(String(path));
}
