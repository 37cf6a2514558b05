import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stage } from "../../dsl/stage.ts";
import { encodeData } from "../../plan/encode.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import { configFile } from "../config_file.ts";
import { isOwnCode, PACKAGE } from "./_package.ts";
import { type Closure, closureOf } from "./closure.ts";

/** The code of a user-defined stage, as it counts in cache keys. */
export interface StageCode {
  /** SHA-256 of the normalised import closure, hexadecimal. */
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
  const paths = modulePaths(stage);
  if (paths.length === 0) {
    // Code without a file, such as typed into a console: its text must do.
    const text = `${PACKAGE}\n${stage.spec.run}`;
    return { digest: sha256(text), sources: {} };
  }
  const entries = paths.filter((path) => !isOwnCode(path));
  if (entries.length === 0) return undefined;
  const closures: Closure[] = [];
  for (const entry of entries) {
    closures.push(
      await closureOf(entry, {
        memos,
        stage: stage.spec.name,
        isOwn: isOwnCode,
        config: configFile(),
      }),
    );
  }
  const digest = closures.length === 1
    ? closures[0]!.digest
    : sha256(encodeData(closures.map((closure) => closure.digest)));
  note(digest, { closures, base: dirname(entries[0]!), memos });
  return {
    digest,
    sources: Object.assign({}, ...closures.map(({ sources }) => sources)),
  };
}

/** Remembers which files are behind a digest, so that a change can be named. */
function note(
  digest: string,
  { closures, base, memos }: {
    closures: readonly Closure[];
    base: string;
    memos: MemoTable;
  },
): void {
  const name = `code:${digest}`;
  if (memos.get(name) !== undefined) return;
  const named = closures.flatMap(({ modules }) =>
    [...modules].map(([path, form]) => [
      relative(base, path).split(sep).join("/"),
      form,
    ])
  );
  memos.set(name, JSON.stringify(Object.fromEntries(named)));
}

/**
 * Absolute paths of the modules that defined a stage, the one that called
 * `defineStage` first: of those from there to the one that was being loaded.
 */
export function modulePaths(stage: Stage): string[] {
  return stage.modules.flatMap((module) => {
    if (module.startsWith("file:")) return [fileURLToPath(module)];
    const isPath = module.startsWith("/") || /^[a-z]:[\\/]/i.test(module);
    return isPath ? [module] : [];
  });
}
