/** Receives the first argument of what the runtime and `fetch` are asked for. */
export interface Watch {
  /** A file or folder is read. */
  readonly file: (path: unknown) => void;
  /** It is asked whether, or as what, something is there. */
  readonly presence: (path: unknown) => void;
  /** An environment variable is read. */
  readonly variable: (name: unknown) => void;
  /** All of them are read. */
  readonly variables: () => void;
  /** A program is to be started. */
  readonly program: (path: unknown) => void;
  /** Something is fetched. */
  readonly request: (request: unknown) => void;
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

/**
 * Puts functions that note what they are asked in place of the runtime's.
 *
 * @returns Puts those back
 */
export function watchRuntime(on: Watch): Disposable {
  const undo: (() => void)[] = [];
  const replace = <T extends object, K extends keyof T>(
    owner: T,
    name: K,
    noting: (argument: unknown) => void,
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
  for (const name of READ) replace(Deno, name, on.file);
  for (const name of PRESENCE) replace(Deno, name, on.presence);
  for (const name of ["get", "has"] as const) {
    replace(Deno.env, name, on.variable);
  }
  replace(Deno.env, "toObject", on.variables);
  replace(Deno, "Command", on.program);
  replace(globalThis, "fetch", on.request);
  return {
    [Symbol.dispose]: () => undo.reverse().forEach((step) => step()),
  };
}
