import type TypeScript from "typescript";
import type { Compiler } from "./_tokens.ts";

/**
 * Specifiers that some nodes load: static and dynamic imports, re-exports,
 * and files named by `new URL("…", import.meta.url)`.
 */
export function importsOf(
  ts: Compiler,
  nodes: readonly TypeScript.Node[],
): string[] {
  const found: string[] = [];
  const visit = (node: TypeScript.Node): void => {
    const specifier = specifierOf(ts, node);
    if (specifier !== undefined) found.push(specifier);
    ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  return [...new Set(found)];
}

function specifierOf(
  ts: Compiler,
  node: TypeScript.Node,
): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return literal(ts, node.moduleSpecifier);
  }
  if (
    ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword
  ) return literal(ts, node.arguments[0]);
  if (
    ts.isNewExpression(node) && ts.isIdentifier(node.expression) &&
    node.expression.text === "URL" && isMetaUrl(ts, node.arguments?.[1])
  ) return literal(ts, node.arguments?.[0]);
  return undefined;
}

function literal(
  ts: Compiler,
  node: TypeScript.Node | undefined,
): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node)
    ? node.text
    : undefined;
}

function isMetaUrl(ts: Compiler, node: TypeScript.Node | undefined): boolean {
  return node !== undefined && ts.isPropertyAccessExpression(node) &&
    node.name.text === "url" && ts.isMetaProperty(node.expression);
}
