import type TypeScript from "typescript";
import { GLOBALS } from "./_globals.ts";
import type { Compiler } from "./tokens.ts";

/** Names by which functions of classes of the language can be replaced. */
const CLASSES = new Set(["prototype", "setPrototypeOf", "__proto__"]);

/** Objects of the language and of Deno that hold functions. */
const HOLDERS = new Set([
  "Array",
  "Date",
  "Deno",
  "JSON",
  "Math",
  "Number",
  "Object",
  "String",
  "console",
  "crypto",
  "globalThis",
  "performance",
  "self",
  "window",
]);

/**
 * Whether a module may replace functions of the language or of Deno: it
 * assigns to `console.log`, passes `Math` on, or mentions `prototype`.
 */
export function isPatching(
  ts: Compiler,
  file: TypeScript.SourceFile,
): boolean {
  const visit = (node: TypeScript.Node): boolean => {
    if (ts.isTypeNode(node)) return false;
    if (ts.isIdentifier(node)) {
      return CLASSES.has(node.text) ||
        HOLDERS.has(node.text) && isHanded(ts, node);
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(file);
}

/** Whether more is done with a holder than to call its functions. */
function isHanded(ts: Compiler, node: TypeScript.Identifier): boolean {
  const isName = ts.isPropertyAccessExpression(node.parent) &&
    node.parent.name === node;
  if (isName) return false;
  let use: TypeScript.Node = node;
  while (
    ts.isParenthesizedExpression(use.parent) || ts.isAsExpression(use.parent) ||
    ts.isNonNullExpression(use.parent)
  ) use = use.parent;
  const { parent } = use;
  const isAccess = ts.isPropertyAccessExpression(parent) ||
    ts.isElementAccessExpression(parent) && parent.expression === use;
  if (isAccess) {
    const isGlobal = /^(globalThis|self|window)$/.test(node.text);
    return isGlobal ? namesHolder(ts, parent) : isTarget(ts, parent);
  }
  const isCallee =
    (ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
    parent.expression === use;
  // As in `.map(String)`: functions cannot be replaced through these.
  const isConverter = ts.isCallExpression(parent) &&
    (node.text === "String" || node.text === "Number");
  return !(isCallee || isConverter || ts.isTypeOfExpression(parent) ||
    ts.isExpressionWithTypeArguments(parent));
}

/** As in `globalThis.console`, or `globalThis[name]`. */
function namesHolder(
  ts: Compiler,
  node:
    | TypeScript.PropertyAccessExpression
    | TypeScript.ElementAccessExpression,
): boolean {
  if (ts.isPropertyAccessExpression(node)) return GLOBALS.has(node.name.text);
  const { argumentExpression: name } = node;
  return !ts.isStringLiteralLike(name) || GLOBALS.has(name.text);
}

/** Whether an expression, or a part of what it names, is assigned to. */
function isTarget(ts: Compiler, node: TypeScript.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const { kind } = parent.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment &&
      kind <= ts.SyntaxKind.LastAssignment;
  }
  const isWithin = ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    (ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent)) && parent.expression === node;
  return ts.isDeleteExpression(parent) || isWithin && isTarget(ts, parent);
}
