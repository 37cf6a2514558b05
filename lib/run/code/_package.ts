import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Name and version of this package, as they count in code digests. */
export const PACKAGE = `${config.name}@${config.version}`;

/**
 * Whether a file belongs to this package's own code. Pipelines, examples and
 * tests that lie in the same folder are user code.
 *
 * @param path Absolute path
 */
export function isOwnCode(path: string): boolean {
  const parts = relative(ROOT, path).split(sep);
  return parts[0] === "lib" || parts[0] === "stages" ||
    (parts.length === 1 && parts[0] === "mod.ts");
}

/** Whether a file of this package only builds stages and pipelines. */
export function isDsl(path: string): boolean {
  const [first, second] = relative(ROOT, path).split(sep);
  return first !== "lib" || second === "dsl";
}
