import { dirname, resolve } from "node:path";
import {
  permissionFlags,
  type Permissions,
} from "../run/executors/permission_flags.ts";
import { runsInDriver } from "../run/executors/executors.ts";
import { openerOf } from "./open.ts";

/** What a command does outside its own memory. */
interface Needs {
  /** Whether it opens the store. */
  readonly store?: boolean;
  /** Whether it starts workers. */
  readonly workers?: boolean;
  /** Whether it may write to the system's temporary folder. */
  readonly temporary?: boolean;
  /** Whether it opens a page. */
  readonly opener?: boolean;
  /** Flag that names a file which it writes. */
  readonly file?: string;
  /** Whether its argument names a folder which it writes. */
  readonly folder?: boolean;
}

const NEEDS: Readonly<Record<string, Needs>> = {
  completion: {},
  doctor: { store: true },
  explain: { store: true },
  export: { store: true, file: "--to" },
  gc: { store: true },
  graph: { file: "--output" },
  init: { folder: true },
  logs: { store: true },
  pin: { store: true },
  plan: { store: true },
  report: { store: true, workers: true, opener: true },
  runs: { store: true },
  schema: {},
  show: { store: true },
  stages: {},
  status: { store: true },
  unpin: { store: true },
  verify: { store: true, workers: true, temporary: true },
};

/** `run`, and what is not in the table. */
const USUAL: Needs = { store: true, workers: true };

/** What is known where a command is given. */
export interface Surroundings {
  /** Absolute folder against which paths on the command line resolve. */
  readonly directory: string;
  /** Absolute path of Deno. */
  readonly deno: string;
  /** Name of the system, as `Deno.build.os` gives it. */
  readonly os: string;
  /** The system's temporary folder. */
  readonly temporary?: string;
  /** Names of the environment variables. */
  readonly variables: readonly string[];
  /** Value of the environment variable with the address of a shared cache. */
  readonly cache?: string;
  /** Path and content of `senzai.json`, unchecked; absent without one. */
  readonly settings?: { readonly path: string; readonly data: unknown };
}

/**
 * The flags of `deno run` with the permissions that a command needs: to write
 * to the store and to the file that the command is given, to reach the cache
 * that `senzai.json` names, to start workers with Deno itself. With stages in
 * the same process (`--executor inline`), also what stages are allowed.
 *
 * @param args Arguments of the command line
 *
 * @example
 * ```ts
 * import { driverFlags } from "./driver_flags.ts";
 *
 * const flags = driverFlags(["run", "mine.ts", "--store", "kept"], {
 *   directory: "/work",
 *   deno: "/bin/deno",
 *   os: "linux",
 *   variables: [],
 * });
 * console.assert(flags.includes("--allow-write=/work/kept"));
 * console.assert(flags.includes("--allow-run=/bin/deno"));
 * ```
 */
export function driverFlags(
  args: readonly string[],
  around: Surroundings,
): string[] {
  const [command = "", ...operands] = args.filter((arg) =>
    !arg.startsWith("-")
  );
  const needs = Object.hasOwn(NEEDS, command) ? NEEDS[command]! : USUAL;
  const { directory, deno, os } = around;
  const written = [
    needs.store ? valueOf(args, "--store") ?? ".senzai" : undefined,
    needs.file === undefined ? undefined : valueOf(args, needs.file),
    needs.folder ? operands[0] : undefined,
    needs.temporary ? around.temporary : undefined,
  ];
  const own = needs.workers && runsInDriver(valueOf(args, "--executor"))
    ? stagePermissions(around)
    : { write: [], net: [], run: [] };
  const programs = [
    ...needs.workers ? [deno] : [],
    ...needs.opener ? [openerOf(os)[0]] : [],
    ...own.run,
  ];
  return permissionFlags({
    write: [
      ...written.flatMap((path) =>
        path === undefined ? [] : resolve(directory, path)
      ),
      ...own.write,
    ],
    net: [...needs.store ? cacheHosts(around) : [], ...own.net],
    run: needs.workers && mustStartAny(around) ? "all" : programs,
  });
}

/**
 * With a linker's variables set, such as LD_LIBRARY_PATH for CUDA, Deno starts
 * programs only for those who may start all.
 */
function mustStartAny({ variables }: Surroundings): boolean {
  return variables.some((name) => /^(LD|DYLD)_/.test(name));
}

/** The last value given to a flag. */
function valueOf(args: readonly string[], flag: string): string | undefined {
  const at = args.findLastIndex((arg) =>
    arg === flag || arg.startsWith(`${flag}=`)
  );
  if (at < 0) return undefined;
  return args[at] === flag ? args[at + 1] : args[at]!.slice(flag.length + 1);
}

function cacheHosts({ cache, settings }: Surroundings): string[] {
  const url = cache ?? fieldOf(fieldOf(settings?.data, "cache"), "url");
  if (typeof url !== "string" || !URL.canParse(url)) return [];
  const { hostname, port, protocol } = new URL(url);
  return [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`];
}

function stagePermissions(
  { settings }: Surroundings,
): Permissions & { readonly run: readonly string[] } {
  const given = fieldOf(settings?.data, "permissions");
  const folder = dirname(settings?.path ?? "");
  return {
    write: textsIn(given, "write").map((path) => resolve(folder, path)),
    net: textsIn(given, "net"),
    run: textsIn(given, "run"),
  };
}

function textsIn(value: unknown, field: string): string[] {
  const list = fieldOf(value, field);
  return Array.isArray(list)
    ? list.filter((item) => typeof item === "string" && item !== "")
    : [];
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;
}
