import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Stage } from "../../lib/dsl/stage.ts";
import { closureOf } from "../../lib/run/code/closure.ts";
import { placesOf } from "../../lib/run/code/code.ts";
import config from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What is pinned about a built-in stage. */
export interface Pin {
  readonly version: number;
  /** Digest of the stage's import closure, the modules of `lib/` included. */
  readonly closure: string;
}

/** Pins of every stage under `stages/`, by name, sorted. */
export async function currentPins(): Promise<Record<string, Pin>> {
  const memos = new Map<string, string>();
  const pins: [string, Pin][] = [];
  for (const stage of await builtInStages()) {
    // The innermost is the role by which a family is defined.
    const anchor = placesOf(stage).at(-1);
    const { digest } = await closureOf({
      anchor,
      modules: [anchor!.path],
      memos,
      isOwn: isDeclarative,
      isTool: isDeclarative,
      config: { path: join(ROOT, "deno.json"), imports: config.imports },
    });
    const { version } = stage.spec;
    pins.push([stage.spec.name, { version, closure: digest }]);
  }
  return Object.fromEntries(pins.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The language in which stages are declared computes nothing. */
function isDeclarative(path: string): boolean {
  const [first, second] = relative(ROOT, path).split(sep);
  return first === "lib" && second === "dsl";
}

async function builtInStages(): Promise<Set<Stage>> {
  const stages = new Set<Stage>();
  for (const path of sourceFiles(join(ROOT, "stages"))) {
    const exports: Record<string, unknown> = await import(
      pathToFileURL(path).href
    );
    for (const value of Object.values(exports)) {
      if (isStage(value)) stages.add(value);
    }
  }
  return stages;
}

function isStage(value: unknown): value is Stage {
  return typeof value === "function" && "spec" in value && "module" in value;
}

/** Stage files; those in a folder `work` are loaded by stages, lazily. */
function sourceFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (name === "work") return [];
    if (isDirectory) return sourceFiles(join(folder, name));
    return name.endsWith(".ts") ? [join(folder, name)] : [];
  });
}
