import { fileURLToPath, pathToFileURL } from "node:url";
import { PipelineError } from "../dsl/error.ts";
import { watchLoading } from "../run/code/loading.ts";
import { readRefusal } from "../run/attempt/refusal.ts";
import { readThrown } from "../run/attempt/thrown.ts";

/** Escape sequences for colours, which Deno puts into some messages. */
// deno-lint-ignore no-control-regex
const COLOURS = /\x1b\[[0-9;]*m/g;

/**
 * Imports a module of the user; what it looks at meanwhile is noted.
 *
 * @param file Absolute path
 * @param purpose What for, such as `"load pipeline 'mine.ts'"`
 * @throws {PipelineError} when it, or what it imports, is missing, broken or not
 * permitted what it wants
 */
export async function importModule(
  file: string,
  purpose: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await watchLoading(() => import(pathToFileURL(file).href));
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause;
    const why = reasonOf(cause);
    throw new PipelineError("misuse", `Cannot ${purpose}: ${why}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const refusal = readRefusal(cause);
  if (refusal !== undefined) {
    return `it wanted ${refusal.wish} while it was loaded; do so in a stage, which senzai.json may permit`;
  }
  const { message, detail } = readThrown(cause);
  const text = message.replaceAll(COLOURS, "").replace(/\.$/, "");
  const place = placeIn(detail.replaceAll(COLOURS, ""));
  return place === undefined ? text : `${text} (${place})`;
}

/** The first place in a file that an error tells, in its message or its stack. */
function placeIn(detail: string): string | undefined {
  const [, url, place] =
    /\bat (?:.*\()?(file:\/\/[^\s)]+?)(:\d+:\d+)\)?$/m.exec(detail) ?? [];
  return url === undefined ? undefined : `${fileURLToPath(url)}${place}`;
}
