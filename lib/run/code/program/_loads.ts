import type TypeScript from "typescript";
import type { Compiler } from "./tokens.ts";

/** A file or package that some code names. */
export interface Load {
  readonly specifier: string;
  /** `code` runs it; `file` names it, so that it need not exist. */
  readonly as: "code" | "file";
}

/** What some code loads when it runs. */
export interface Loads {
  readonly found: readonly Load[];
  /** Positions of imports whose specifier is computed. */
  readonly computed: readonly number[];
}

/**
 * What a statement loads besides what its module imports: dynamic imports,
 * `require`, `import.meta.resolve`, and files named by
 * `new URL("…", import.meta.url)`, such as those of workers.
 *
 * @param ts The compiler
 * @param root A top-level statement
 * @param requires Names of functions that `createRequire` made
 */
export function loadsOf(
  ts: Compiler,
  root: TypeScript.Node,
  requires: ReadonlySet<string>,
): Loads {
  const found: Load[] = [];
  const computed: number[] = [];
  const visit = (node: TypeScript.Node): void => {
    const named = namedBy(ts, node, requires);
    if (named !== undefined) {
      const specifiers = textsOf(ts, named.argument);
      for (const specifier of specifiers ?? []) {
        found.push({ specifier, as: named.as });
      }
      if (specifiers === undefined && named.as === "code") {
        computed.push(node.getStart());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return { found, computed };
}

/** Names of variables that hold what `createRequire(…)` returned. */
export function requiresOf(ts: Compiler, file: TypeScript.Node): Set<string> {
  const names = new Set(["require"]);
  const visit = (node: TypeScript.Node): void => {
    const makes = ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) && node.initializer !== undefined &&
      isCreateRequire(ts, node.initializer);
    if (makes) names.add((node.name as TypeScript.Identifier).text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function namedBy(
  ts: Compiler,
  node: TypeScript.Node,
  requires: ReadonlySet<string>,
): { argument: TypeScript.Expression | undefined; as: Load["as"] } | undefined {
  if (ts.isNewExpression(node)) {
    const isFile = ts.isIdentifier(node.expression) &&
      node.expression.text === "URL" && isMetaUrl(ts, node.arguments?.[1]);
    return isFile ? { argument: node.arguments![0], as: "file" } : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const [argument] = node.arguments;
  const isImport = callee.kind === ts.SyntaxKind.ImportKeyword ||
    ts.isIdentifier(callee) && requires.has(callee.text) ||
    isCreateRequire(ts, callee);
  if (isImport) return { argument, as: "code" };
  const isResolve = ts.isPropertyAccessExpression(callee) &&
    callee.name.text === "resolve" &&
    (ts.isMetaProperty(callee.expression) ||
      ts.isIdentifier(callee.expression) &&
        requires.has(callee.expression.text));
  return isResolve ? { argument, as: "file" } : undefined;
}

function isCreateRequire(ts: Compiler, node: TypeScript.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  return ts.isIdentifier(expression)
    ? expression.text === "createRequire"
    : ts.isPropertyAccessExpression(expression) &&
      expression.name.text === "createRequire";
}

/** The texts that an expression may be; `undefined` when it is computed. */
function textsOf(
  ts: Compiler,
  node: TypeScript.Expression | undefined,
): string[] | undefined {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return textsOf(ts, node.expression);
  if (!ts.isConditionalExpression(node)) return undefined;
  const then = textsOf(ts, node.whenTrue);
  const otherwise = textsOf(ts, node.whenFalse);
  return then === undefined || otherwise === undefined
    ? undefined
    : [...then, ...otherwise];
}

function isMetaUrl(ts: Compiler, node: TypeScript.Node | undefined): boolean {
  return node !== undefined && ts.isPropertyAccessExpression(node) &&
    node.name.text === "url" && ts.isMetaProperty(node.expression);
}
