/**
 * Lists exported symbols without documentation, and fails when there are any:
 * `deno run -A tests/lint/docs.ts`.
 *
 * Of the findings of `deno doc --lint` only missing documentation counts here.
 * Explicit return types are left to inference where a stage's schema gives
 * them, and types of other modules are documented where they are exported.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function* modulesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}/${folder}`)) {
    if (name.startsWith("_")) continue;
    const path = `${folder}/${name}`;
    if (isDirectory) yield* modulesIn(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

/** Folders of the library; the command line and the recorder are programs. */
const modules = [...modulesIn("lib"), ...modulesIn("stages")]
  .filter((path) => !/^lib\/(cli|tensor\/onnx)\//.test(path))
  .sort();
const { stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...modules],
  cwd: ROOT,
  env: { NO_COLOR: "1" },
}).output();
const lines = new TextDecoder().decode(stderr).split("\n");
const found = new Set<string>();
for (const [i, line] of lines.entries()) {
  if (!line.startsWith("error[missing-jsdoc]")) continue;
  const place = /--> (.*)$/.exec(lines[i + 1] ?? "")?.[1] ?? "";
  if (place.includes(ROOT)) {
    found.add(place.slice(place.indexOf(ROOT) + ROOT.length));
  }
}
for (const place of [...found].sort()) {
  console.error(`${place}: this exported symbol has no documentation`);
}
if (found.size > 0) {
  console.error(`\n${found.size} symbols without documentation`);
  Deno.exit(1);
}
console.log(`${modules.length} modules, every exported symbol documented`);
