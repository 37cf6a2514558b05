import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ConfigFile } from "../config_file.ts";

/**
 * What a specifier stands for: the absolute path of a file, or for anything
 * else its name with its version, as the import map gives it.
 *
 * @param specifier As written in an import
 * @param options Absolute path of the importing file, and the import map in
 * force
 */
export function resolveSpecifier(
  specifier: string,
  { from, config }: { from: string; config: ConfigFile | undefined },
): string {
  if (/^(\.{0,2}\/|file:)/.test(specifier)) {
    return fileURLToPath(new URL(specifier, pathToFileURL(from)));
  }
  const mapped = config === undefined ? undefined : map(specifier, config);
  if (mapped === undefined) return specifier;
  return /^\.{1,2}\//.test(mapped)
    ? join(dirname(config!.path), mapped)
    : mapped.startsWith("file:")
    ? fileURLToPath(mapped)
    : mapped;
}

function map(
  specifier: string,
  { imports }: ConfigFile,
): string | undefined {
  if (Object.hasOwn(imports, specifier)) return imports[specifier];
  const prefixes = Object.keys(imports)
    .filter((name) => specifier.startsWith(name.replace(/\/?$/, "/")))
    .sort((a, b) => b.length - a.length);
  const [prefix] = prefixes;
  if (prefix === undefined) return undefined;
  const rest = specifier.slice(prefix.replace(/\/$/, "").length + 1);
  return `${imports[prefix]!.replace(/\/$/, "")}/${rest}`;
}
