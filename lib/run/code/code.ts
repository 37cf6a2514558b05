import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stage } from "../../dsl/stage.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import { configFile } from "../config_file.ts";
import { isOwnCode, PACKAGE } from "./_package.ts";
import { closureOf } from "./closure.ts";

/** The code of a user-defined stage, as it counts in cache keys. */
export interface StageCode {
  readonly digest: string;
  /** SHA-256 of each project file behind it, by absolute path. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * The code digest of a stage that does not ship with this package, so that a
 * user never has to remember to bump a version; `undefined` for a built-in
 * stage, whose version is bumped with care.
 *
 * @param stage The stage
 * @param memos Where normal forms are remembered
 * @throws {PipelineError} when one of its files cannot be read
 */
export async function codeOf(
  stage: Stage,
  memos: MemoTable,
): Promise<StageCode | undefined> {
  const entry = modulePath(stage);
  if (entry === undefined) {
    // Code without a file, such as typed into a console: its text must do.
    const text = `${PACKAGE}\n${stage.spec.run}`;
    return { digest: sha256(text), sources: {} };
  }
  if (isOwnCode(entry)) return undefined;
  const closure = await closureOf(entry, {
    memos,
    stage: stage.spec.name,
    isOwn: isOwnCode,
    config: configFile(),
  });
  const note = `code:${closure.digest}`;
  if (memos.get(note) === undefined) {
    const base = dirname(entry);
    const named = [...closure.modules].map(([path, digest]) => [
      relative(base, path).split(sep).join("/"),
      digest,
    ]);
    memos.set(note, JSON.stringify(Object.fromEntries(named)));
  }
  return { digest: closure.digest, sources: closure.sources };
}

/** Absolute path of the module that defines a stage, if it is a file. */
export function modulePath(stage: Stage): string | undefined {
  const { module } = stage;
  if (module.startsWith("file:")) return fileURLToPath(module);
  const isPath = module.startsWith("/") || /^[a-z]:[\\/]/i.test(module);
  return isPath ? module : undefined;
}
