/**
 * Lists exported symbols without documentation, and fails when there are any:
 * `deno run -A tests/lint/docs.ts`.
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
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Any finding: its code, the place of the symbol, and the line it is on. */
const FINDING =
  /^error\[([\w-]+)\].*\n *--> (.+):(\d+):(\d+)\n *\|.*\n *\d+ \|(.*)$/gm;

/** Public modules under a folder: neither they nor their folders start with `_`. */
function* publicModules(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(ROOT + folder)) {
    if (name.startsWith("_")) continue;
    const path = `${folder}/${name}`;
    if (isDirectory) yield* publicModules(path);
    else if (name.endsWith(".ts")) yield path;
  }
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
  const modules = [...publicModules("lib"), ...publicModules("stages")].sort();
  const missing = await undocumented(modules, ROOT);
  for (const sentence of missing) console.error(sentence);
  if (missing.length > 0) Deno.exit(1);
  console.log(`${modules.length} modules, every exported symbol documented`);
}
