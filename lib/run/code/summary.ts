import { extname } from "node:path";
import type { SourceFile } from "typescript";
import { encodeData } from "../../plan/encode.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import { importsOf } from "./_imports.ts";
import { sliceOf } from "./_slice.ts";
import { type Compiler, tokensOf } from "./_tokens.ts";

/** Bumped when the normal form changes. */
const FORM = 1;
const SCRIPTS = new Set([
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
]);

/** What counts of a file for a code digest. */
export interface Summary {
  /** Digest of the normal form. */
  readonly digest: string;
  /** What it loads. */
  readonly imports: readonly string[];
}

/**
 * Reads a module in normal form: types, comments and layout do not count. Any
 * other file counts byte for byte. The answer is remembered by the digest of
 * the bytes, so that the compiler is loaded only when something changed.
 *
 * @param path Absolute path; decides how the bytes are read
 * @param options The bytes with their SHA-256, and the stage to which the
 * module is to be cut down, if any
 */
export async function summarizeModule(
  path: string,
  options: {
    bytes: Uint8Array;
    raw: string;
    memos: MemoTable;
    stage?: string | undefined;
  },
): Promise<Summary> {
  const { bytes, raw, memos, stage } = options;
  if (!SCRIPTS.has(extname(path))) return { digest: raw, imports: [] };
  const name = `module:${FORM}:${extname(path)}:${raw}:${stage ?? ""}`;
  const memo = memos.get(name);
  if (memo !== undefined) return JSON.parse(memo);
  const { default: ts } = await import("typescript");
  if (parsed?.raw !== raw || parsed.path !== path) {
    parsed = { raw, path, file: parse(ts, { path, bytes }) };
  }
  const summary = summarize(ts, { file: parsed.file, stage });
  memos.set(name, JSON.stringify(summary));
  return summary;
}

/** The module read last: several stages in one file are read in a row. */
let parsed: { raw: string; path: string; file: SourceFile } | undefined;

function parse(
  ts: Compiler,
  { path, bytes }: { path: string; bytes: Uint8Array },
): SourceFile {
  const source = new TextDecoder().decode(bytes);
  const { outputText } = ts.transpileModule(source, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      jsx: ts.JsxEmit.ReactJSX,
      removeComments: true,
    },
  });
  const { ESNext } = ts.ScriptTarget;
  return ts.createSourceFile("module.js", outputText, ESNext, true);
}

function summarize(
  ts: Compiler,
  { file, stage }: { file: SourceFile; stage: string | undefined },
): Summary {
  const slice = stage === undefined ? undefined : sliceOf(ts, { file, stage });
  const nodes = file.statements;
  const { tokens, imports } = slice ??
    { tokens: tokensOf(ts, { file, nodes }), imports: importsOf(ts, nodes) };
  return { digest: sha256(encodeData(tokens)), imports };
}
