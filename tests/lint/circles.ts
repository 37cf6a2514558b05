/**
 * Names modules that import one another in a circle, and fails when there are
 * any: `deno run -A tests/lint/circles.ts`.
 *
 * Imports of types count: two modules that know of each other are one, however
 * the compiler erases it. So do `import()`s of a text. It is a script of its
 * own since a lint rule sees one file at a time.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const FOLDERS = ["lib", "stages", "pipelines", "tests"];

/** A module of each circle that is still to be broken. */
const KNOWN: readonly string[] = [];

/** Modules by path, each with the paths that it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Paths that a module imports, as far as they are relative. */
export function importsOf(path: string, source: string): string[] {
  return ts.preProcessFile(source).importedFiles.flatMap(({ fileName }) =>
    fileName.startsWith(".") ? [join(dirname(path), fileName)] : []
  );
}

/**
 * Groups of modules each of which leads to all others of its group: Tarjan's
 * strongly connected components of more than one module.
 *
 * @example
 * ```ts
 * import { circlesOf } from "./circles.ts";
 *
 * const circles = circlesOf(new Map([["a", ["b"]], ["b", ["a", "c"]]]));
 * console.assert(circles[0]?.join() === "a,b");
 * ```
 */
export function circlesOf(imports: Imports): string[][] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  function visit(path: string): number {
    const at = order.size;
    order.set(path, at);
    lowest.set(path, at);
    open.push(path);
    for (const next of imports.get(path) ?? []) {
      const reached = order.has(next)
        ? open.includes(next) ? order.get(next)! : at
        : visit(next);
      lowest.set(path, Math.min(lowest.get(path)!, reached));
    }
    if (lowest.get(path) === at) {
      const group = open.splice(open.indexOf(path));
      if (group.length > 1) circles.push(group.sort());
    }
    return lowest.get(path)!;
  }
  for (const path of imports.keys()) if (!order.has(path)) visit(path);
  return circles.sort();
}

/**
 * Sentences on circles that are not known, and on known ones that are gone.
 *
 * @param known A module of each circle that may be there
 */
export function complaintsOf(
  imports: Imports,
  known: readonly string[],
): string[] {
  const circles = circlesOf(imports);
  const isKnown = (circle: readonly string[]) =>
    known.some((path) => circle.includes(path));
  return [
    ...circles.filter((circle) => !isKnown(circle)).map((circle) =>
      `These import one another, move what they share into one they all import: ${
        circle.join(", ")
      }`
    ),
    ...known.filter((path) => !circles.some((circle) => circle.includes(path)))
      .map((path) => `${path} is in no circle now: take it off the known ones`),
  ];
}

/** TypeScript modules below a folder. */
function* modulesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(ROOT + folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* modulesIn(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

if (import.meta.main) {
  const modules = FOLDERS.flatMap((folder) => [...modulesIn(folder)]);
  const imports = new Map(
    modules.map((path) => [
      path,
      importsOf(path, Deno.readTextFileSync(ROOT + path)),
    ]),
  );
  const complaints = complaintsOf(imports, KNOWN);
  for (const sentence of complaints) console.error(sentence);
  if (complaints.length > 0) Deno.exit(1);
  console.log(`${modules.length} modules, no circle of imports`);
}
