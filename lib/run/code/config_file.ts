import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { mainModule } from "../../platform/process.ts";

/** The configuration that Deno runs this program with. */
export interface ConfigFile {
  /** Absolute path. */
  readonly path: string;
  /** Its import map: bare names to packages and files. */
  readonly imports: Readonly<Record<string, string>>;
}

let known: ConfigFile | null | undefined;

/**
 * Finds the `deno.json` above the main module, as Deno does, so that workers
 * run with the same one and code digests see through its import map.
 */
export function configFile(): ConfigFile | undefined {
  known ??= find(mainModule()) ?? null;
  return known ?? undefined;
}

function find(main: string): ConfigFile | undefined {
  if (!main.startsWith("file:")) return undefined;
  let folder = dirname(fileURLToPath(main));
  for (;;) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = join(folder, name);
      const text = read(path);
      if (text !== undefined) return { path, imports: importsIn(text) };
    }
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function importsIn(text: string): Record<string, string> {
  try {
    return JSON.parse(plainJson(text)).imports ?? {};
  } catch {
    return {};
  }
}

/** Takes comments and trailing commas out of JSON. */
function plainJson(text: string): string {
  const tokens = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=\s*[}\]])/g;
  return text
    .replace(tokens, (token) => /^\//.test(token) ? " " : token)
    .replace(tokens, (token) => token === "," ? "" : token);
}
