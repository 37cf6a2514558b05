import { encodeData } from "../../plan/encode.ts";
import { readFileSync } from "../../platform/files.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import type { ConfigFile } from "./config_file.ts";
import { formOf } from "./_form.ts";
import { type Lock, readLock } from "./_lock.ts";
import type { Module, Part } from "./program/module.ts";
import { PACKAGE } from "./_package.ts";
import { isFile, Program } from "./program/program.ts";
import { reachOf } from "./program/reach.ts";
import type { Compiler } from "./program/tokens.ts";

/** Bumped when the normal form changes. */
const FORM = 2;

/** A place in a module. */
export interface Place {
  /** Absolute path. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Lines and columns from which and up to which a statement goes. */
type Span = readonly [
  fromLine: number,
  fromColumn: number,
  toLine: number,
  toColumn: number,
];

/** The code that a stage consists of. */
export interface Closure {
  /** Digest of the normal forms and of how they hang together; free of paths. */
  readonly digest: string;
  /** Digests by what they stand for: absolute path, or name of a package. */
  readonly pieces: Readonly<Record<string, string>>;
  /** SHA-256 by absolute path of the files that count. */
  readonly sources: Readonly<Record<string, string>>;
  /** Statements that run and do not count, by absolute path. */
  readonly idle: Readonly<Record<string, readonly Span[]>>;
  /** Imports whose specifier is computed: path, line and column. */
  readonly computed: readonly string[];
  /** Whether building the pipeline may change what the stage sees. */
  readonly isBuilt: boolean;
}

/** A closure, and what it was made from. */
interface Trace {
  /** SHA-256 of every file that was read; `""` for what was no file. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly closure: Closure;
}

/**
 * Finds the code that a stage consists of: the statement that yields it, every
 * statement that may have an effect in the modules that run before it, and all
 * that these mention. What is provably without effect on the stage does not
 * count, such as functions that nothing mentions, and the building of
 * pipelines. Packages count with their entries in the lock file.
 *
 * The answer is remembered with the digests of all files behind it, so that
 * the compiler is loaded only when one of them changed.
 *
 * @param options `anchor`: where `defineStage` was called for the stage, from
 * outside all functions; where it is absent or inside a function, every
 * statement counts. `modules`: absolute paths of the modules that run, in
 * order. `isOwn` tells which files count only through this package's version,
 * `isTool` which of those belong to the DSL
 * @throws {PipelineError} when an imported file cannot be read
 */
export async function closureOf(
  options: {
    anchor: Place | undefined;
    modules: readonly string[];
    memos: MemoTable;
    isOwn: (path: string) => boolean;
    isTool: (path: string) => boolean;
    config: ConfigFile | undefined;
  },
): Promise<Closure> {
  const { anchor, modules, memos, config } = options;
  const lock = readLock(config);
  const about = [
    PACKAGE,
    ...modules,
    anchor === undefined ? null : [anchor.path, anchor.line, anchor.column],
    { ...config?.imports },
    lock.text,
  ];
  const name = `closure:${FORM}:${sha256(encodeData(about))}`;
  const memo = memos.get(name);
  const trace: Trace | undefined = memo && JSON.parse(memo);
  if (trace !== undefined && isCurrent(trace.inputs)) return trace.closure;
  const { default: ts } = await import("typescript");
  const program = new Program(ts, options);
  const closure = follow(ts, program, { ...options, lock });
  const inputs = Object.fromEntries(program.inputs);
  memos.set(name, JSON.stringify({ inputs, closure } satisfies Trace));
  return closure;
}

function isCurrent(inputs: Trace["inputs"]): boolean {
  return Object.entries(inputs).every(([path, digest]) => {
    if (digest === "") return !isFile(path);
    try {
      return sha256(readFileSync(path)) === digest;
    } catch {
      return false;
    }
  });
}

function follow(
  ts: Compiler,
  program: Program,
  { anchor, modules, isTool, lock }: {
    anchor: Place | undefined;
    modules: readonly string[];
    isTool: (path: string) => boolean;
    lock: Lock;
  },
): Closure {
  const part = anchor && partAt(ts, program.module(anchor.path), anchor);
  const roots = {
    modules: modules.map((path) => program.module(path)),
    parts: part && [part],
  };
  const reach = reachOf(ts, program, { roots, isTool });
  const { digest, pieces } = formOf(ts, program, { reach, lock });
  return {
    digest,
    pieces: Object.fromEntries(pieces),
    sources: Object.fromEntries(
      [...pieces.keys()].flatMap((path) => {
        const raw = program.inputs.get(path);
        return raw === undefined || raw === "" ? [] : [[path, raw]];
      }),
    ),
    idle: Object.fromEntries(
      reach.loaded.map((module) => [
        module.path,
        module.parts.filter((at) => !reach.parts.has(at)).map(spanOf),
      ]),
    ),
    computed: reach.computed,
    isBuilt: [...reach.parts].some(({ module, mentions }) =>
      [...mentions].some((name) =>
        module.imports.get(name)?.imported === "definePipeline"
      )
    ),
  };
}

/** The statement at a place, unless a function lies between. */
function partAt(
  ts: Compiler,
  module: Module,
  { line, column }: Place,
): Part | undefined {
  const { file, parts } = module;
  const starts = file.getLineStarts();
  if (line > starts.length) return undefined;
  const position = starts[line - 1]! + column - 1;
  const holds = (node: Part["node"] | Parameters<typeof ts.isBlock>[0]) =>
    node.getStart() <= position && position < node.getEnd();
  const part = parts.find(({ node }) => holds(node));
  if (part === undefined) return undefined;
  let isInside = false;
  const visit = (node: Parameters<typeof ts.isBlock>[0]): void => {
    if (!holds(node)) return;
    if (ts.isFunctionLike(node)) isInside = true;
    else ts.forEachChild(node, visit);
  };
  visit(part.node);
  return isInside ? undefined : part;
}

function spanOf({ module: { file }, node }: Part): Span {
  const from = file.getLineAndCharacterOfPosition(node.getStart());
  const to = file.getLineAndCharacterOfPosition(node.getEnd());
  return [from.line + 1, from.character + 1, to.line + 1, to.character + 1];
}
