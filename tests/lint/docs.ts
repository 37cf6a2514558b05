/**
 * Lists symbols without documentation among those that are exported to users and
 * between folders of `lib` and `stages`, and fails when there are any:
 * `deno run -A tests/lint/docs.ts`. What one folder keeps to itself may go
 * without, and so may fields, where a comment would repeat the name.
 *
 * Of the findings of `deno doc --lint` only missing documentation counts here.
 * The others ask for what this library leaves out on purpose:
 * `missing-return-type` and `missing-explicit-type` want types written out that
 * a stage infers from its schema and kinds, so that they are said once;
 * `private-type-ref` wants every type that a signature mentions exported by the
 * same module, those of TensorFlow.js and zod included.
 *
 * `mod.ts` is left out: it hands on zod, whose documentation is not ours, and
 * all else that it exports is looked at where it is defined.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Any finding: its code, the place of the symbol, and the line it is on. */
const FINDING =
  /^error\[([\w-]+)\].*\n *--> (.+):(\d+):(\d+)\n *\|.*\n *\d+ \|(.*)$/gm;

/** Modules of this tree that may import others. */
const IMPORTERS = ["cli.ts", "launch.ts", "mod.ts", "lib", "stages"];

const IMPORT = /(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g;

function* modulesIn(path: string): Generator<string> {
  if (path.endsWith(".ts")) return yield path;
  for (const { name, isDirectory } of Deno.readDirSync(ROOT + path)) {
    if (isDirectory || name.endsWith(".ts")) {
      yield* modulesIn(`${path}/${name}`);
    }
  }
}

/** The part of the tree that a module belongs to, such as `lib/stats`. */
function folderOf(path: string): string {
  return dirname(path).split("/").slice(0, 2).join("/");
}

/**
 * Modules that another folder than their own imports, but for those whose names
 * start with `_`.
 */
function sharedModules(): string[] {
  const shared = new Set<string>();
  for (const path of IMPORTERS.flatMap((each) => [...modulesIn(each)])) {
    const text = Deno.readTextFileSync(ROOT + path);
    for (const [, specifier] of text.matchAll(IMPORT)) {
      const target = join(dirname(path), specifier!);
      if (folderOf(target) !== folderOf(path)) shared.add(target);
    }
  }
  const isPublic = (path: string) => /(^|\/)[^_/][^/]*\.ts$/.test(path);
  return [...shared].filter((path) => isPublic(path) && path !== "mod.ts")
    .sort();
}

/**
 * Sentences on the exported symbols of some modules that lack documentation.
 *
 * @param modules Paths relative to `root`
 * @param root Absolute folder; symbols outside it do not count
 * @throws {Error} when the modules could not be looked at
 */
export async function undocumented(
  modules: readonly string[],
  root: string,
): Promise<string[]> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...modules],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  const findings = [...text.matchAll(FINDING)];
  const reported = Number(/Found (\d+) documentation lint/.exec(text)?.[1]);
  if (!success && findings.length !== reported) {
    throw new Error(`Cannot lint the documentation: ${text.trim()}`);
  }
  const missing = new Set<string>();
  for (const [, code, file, line, column, source] of findings) {
    if (code !== "missing-jsdoc" || !file!.startsWith(root)) continue;
    if (/^ +readonly /.test(source!)) continue;
    // One space stands between the bar and the line.
    const symbol = source!.slice(Number(column)).split(/[:({=;]/)[0]!.trim();
    missing.add(
      `${
        file!.slice(root.length)
      }:${line}:${column} missing documentation of ${symbol}`,
    );
  }
  return [...missing].sort(
    new Intl.Collator("en", { numeric: true }).compare,
  );
}

if (import.meta.main) {
  const modules = sharedModules();
  const missing = await undocumented(modules, ROOT);
  for (const sentence of missing) console.error(sentence);
  if (missing.length > 0) Deno.exit(1);
  console.log(
    `${modules.length} modules that others import, every exported symbol documented`,
  );
}
