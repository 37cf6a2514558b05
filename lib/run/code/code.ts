import { basename, dirname, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { PipelineError } from "../../dsl/error.ts";
import type { Stage } from "../../dsl/stage.ts";
import { encodeData } from "../../plan/encode.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import { configFile } from "./config_file.ts";
import { readLock } from "./_lock.ts";
import { identitiesOf } from "./_looks.ts";
import { isDsl, isOwnCode, PACKAGE } from "./_package.ts";
import { closureOf, type Place } from "./closure.ts";
import { isPackaged, type Look, looksOfLoading } from "./loading.ts";

/** The code of a user-defined stage, as it counts in cache keys. */
export interface StageCode {
  /** SHA-256 of all that the stage consists of, hexadecimal. */
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
 * @param memos Where answers are remembered
 * @param options `loaded`: absolute paths of the modules that ran when the
 * pipeline was loaded, in order; `params`: the parameters that it is built
 * with; `answers`: digests of the results that it looks at meanwhile; `looks`: what its modules looked at meanwhile
 * @throws {PipelineError} when one of its files cannot be read, or its code
 * cannot be known
 */
export async function codeOf(
  stage: Stage,
  memos: MemoTable,
  { loaded = [], params = {}, answers = [], looks = looksOfLoading() }: {
    loaded?: readonly string[];
    params?: Readonly<Record<string, unknown>>;
    answers?: readonly string[];
    looks?: readonly Look[];
  } = {},
): Promise<StageCode | undefined> {
  const places = placesOf(stage);
  const own = places.filter(({ path }) => !isOwnCode(path));
  if (places.length > 0 && own.length === 0) return undefined;
  const anchor = own.at(-1);
  if (anchor === undefined || isPackaged(anchor.path)) {
    return { digest: digestOfRemote(stage), sources: {} };
  }
  const { spec: { name } } = stage;
  const closure = await closureOf({
    anchor,
    modules: [...new Set([...loaded, ...own.map(({ path }) => path)])]
      .filter((path) => !isPackaged(path) && !isOwnCode(path)),
    memos,
    isOwn: isOwnCode,
    isTool: isDsl,
    config: configFile(),
  });
  const [computed] = closure.computed;
  if (computed !== undefined) {
    throw new PipelineError(
      "misuse",
      `Cannot know the code of stage '${name}': ${computed} imports what is computed; write each specifier as a text, such as { a: () => import("./a.ts") }`,
    );
  }
  const found = identitiesOf(looks, { closure, stage: name });
  const digest = sha256(encodeData([
    closure.digest,
    found.map(({ digest }) => digest),
    closure.isBuilt ? buildText(params, answers) : null,
  ]));
  const named = [
    ...Object.entries(closure.pieces),
    ...found.map(({ name, digest }) => [name, digest] as const),
  ];
  remember(digest, { named, base: dirname(anchor.path), memos });
  return {
    digest,
    sources: Object.assign(
      {},
      closure.sources,
      ...found.map(({ sources }) => sources),
    ),
  };
}

/** What a stage depends on that building the pipeline may have an effect on. */
function buildText(
  params: Readonly<Record<string, unknown>>,
  answers: readonly string[],
): string {
  return JSON.stringify(answers.length === 0 ? params : [params, answers]);
}

/** Remembers what is behind a digest, so that a change can be named. */
function remember(
  digest: string,
  { named, base, memos }: {
    named: readonly (readonly [name: string, digest: string])[];
    base: string;
    memos: MemoTable;
  },
): void {
  const name = `code:${digest}`;
  if (memos.get(name) !== undefined) return;
  const pieces = named.map(([piece, form]) => [
    isAbsolute(piece) ? relative(base, piece).split(sep).join("/") : piece,
    form,
  ]);
  memos.set(name, JSON.stringify(Object.fromEntries(pieces)));
}

/**
 * Code without a file of the project, such as of a package, from the network,
 * or typed into a console: its text, with all that the lock file pins.
 */
function digestOfRemote({ spec, modules }: Stage): string {
  const { text } = readLock(configFile());
  const names = modules.map((module) => basename(module));
  return sha256(encodeData([PACKAGE, String(spec.run), names, text]));
}

/** Where a stage was defined, the innermost call first. */
export function placesOf({ sites }: Stage): Place[] {
  return sites.flatMap(({ module, line, column }) => {
    const path = pathOf(module);
    return path === undefined ? [] : [{ path, line, column }];
  });
}

/**
 * Absolute paths of the modules that defined a stage, the one that called
 * `defineStage` first: of those from there to the one that was being loaded.
 */
export function modulePaths(stage: Stage): string[] {
  return stage.modules.flatMap((module) => pathOf(module) ?? []);
}

function pathOf(module: string): string | undefined {
  if (module.startsWith("file:")) return fileURLToPath(module);
  const isPath = module.startsWith("/") || /^[a-z]:[\\/]/i.test(module);
  return isPath ? module : undefined;
}
