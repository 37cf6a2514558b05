import type TypeScript from "typescript";
import {
  CALLING_GLOBALS,
  CALLING_METHODS,
  isPureConstructor,
  isPureGlobal,
  isPureMethod,
  MUTATORS,
  onlyBuilds,
} from "./_globals.ts";
import type { Module } from "./module.ts";
import type { Compiler } from "./tokens.ts";
import {
  functionsIn,
  isData,
  join,
  KNOWN,
  lookUp,
  PLAIN,
  type Scope,
  UNKNOWN,
  type Value,
} from "./_value.ts";

type Expression = TypeScript.Expression;

/** Thrown where code is not provably without effect. */
export const EFFECT = new Error("has an effect");

/** What evaluation knows of the program around an expression. */
export interface Context {
  readonly ts: Compiler;
  /** What a statement of a function's body returns. */
  execute(
    node: TypeScript.Statement,
    scope: Scope,
    context: Context,
  ): Value | undefined;
  /** Whether reading, iterating or printing may run code of some module. */
  readonly implicit: boolean;
  /** What a name of a module stands for. */
  nameOf(module: Module, name: string): Value;
  /** Identity of a name whose value was made where it is declared, if it is one. */
  freshOf(module: Module, name: string): string | undefined;
  /** Identity of a variable that a module declares. */
  variableOf(module: Module, name: string): string | undefined;
  /** Identities of what is changed, and of nothing else. */
  readonly writes: Set<string>;
  /** Whether some module may replace functions of the language. */
  readonly patched: boolean;
  /** Functions that are being called. */
  readonly calls: Set<TypeScript.Node>;
  /** Calls looked at so far: what takes too long to prove is not proved. */
  steps: number;
}

const MOST_STEPS = 10_000;

/** What `targets` of a pipeline is given besides the parameters. */
const RESULTS: Value = { kind: "tool", name: "targets()" };

/**
 * What is known of an expression's value, without running it.
 *
 * @throws {Error} EFFECT, when evaluating it is not provably without effect,
 * except on what `context.writes` then names
 */
export function evaluate(
  node: Expression,
  scope: Scope,
  context: Context,
): Value {
  const { ts } = context;
  const value = (of: Expression) => evaluate(of, scope, context);
  if (
    ts.isParenthesizedExpression(node) || ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isExpressionWithTypeArguments(node)
  ) return value(node.expression);
  if (ts.isLiteralExpression(node)) return PLAIN;
  if (ts.isIdentifier(node)) {
    return lookUp(scope, node.text)?.value ??
      context.nameOf(scope.module, node.text);
  }
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node)) {
    return { kind: "function", node, scope };
  }
  if (ts.isCallExpression(node)) return call(node, scope, context);
  if (ts.isPropertyAccessExpression(node)) {
    if (ts.isMetaProperty(node.expression)) {
      return { kind: "global", name: `import.meta.${node.name.text}` };
    }
    return readProperty(value(node.expression), node.name.text, context);
  }
  if (ts.isElementAccessExpression(node)) {
    const index = node.argumentExpression;
    touch(value(index), context);
    const name = ts.isStringLiteralLike(index) ? index.text : undefined;
    return readProperty(value(node.expression), name, context);
  }
  if (ts.isObjectLiteralExpression(node)) return record(node, scope, context);
  if (ts.isArrayLiteralExpression(node)) {
    return list(node.elements.map((at) => argument(at, scope, context)));
  }
  if (ts.isTemplateExpression(node)) {
    for (const span of node.templateSpans) {
      touch(value(span.expression), context);
    }
    return PLAIN;
  }
  if (ts.isConditionalExpression(node)) {
    touch(value(node.condition), context);
    return join(value(node.whenTrue), value(node.whenFalse));
  }
  if (ts.isBinaryExpression(node)) return binary(node, scope, context);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
    if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) {
      write(node.operand, scope, context);
    }
    touch(value(node.operand), context);
    return PLAIN;
  }
  if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node)) {
    value(node.expression);
    return PLAIN;
  }
  if (ts.isDeleteExpression(node)) {
    write(node.expression, scope, context);
    return PLAIN;
  }
  if (ts.isNewExpression(node)) return construct(node, scope, context);
  if (ts.isAwaitExpression(node)) return touch(value(node.expression), context);
  if (ts.isYieldExpression(node)) {
    if (node.expression !== undefined) {
      touch(value(node.expression), context);
    }
    return UNKNOWN;
  }
  if (ts.isClassExpression(node)) return declareClass(node, scope, context);
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
    case ts.SyntaxKind.OmittedExpression:
      return PLAIN;
    case ts.SyntaxKind.ThisKeyword:
      return UNKNOWN;
    default:
      throw EFFECT;
  }
}

/** Uses a value as the language does unasked: iterates, awaits or prints it. */
export function touch(value: Value, { implicit }: Context): Value {
  const isOpaque = value.kind === "foreign" ||
    implicit && value.kind !== "global" && value.kind !== "known" &&
      !isData(value);
  if (isOpaque) throw EFFECT;
  return value;
}

/** Gives values to a function that may print or iterate them; functions it calls. */
function give(args: readonly Value[], context: Context): void {
  for (const value of args) {
    const isCalled = value.kind === "function" || value.kind === "stage" ||
      value.kind === "known";
    if (!isCalled) touch(value, context);
  }
}

/** Makes sure that nothing unknown happens where a value is called, if it is. */
function checkCallable(value: Value | undefined): void {
  switch (value?.kind) {
    case "unknown":
    case "foreign":
      throw EFFECT;
    case "global":
      if (!isPureGlobal(value.name)) throw EFFECT;
      return;
    case "tool":
      if (!onlyBuilds(value.name)) throw EFFECT;
  }
}

/** Reads one property, or any when `name` is absent. */
function readProperty(
  value: Value,
  name: string | undefined,
  context: Context,
): Value {
  switch (value.kind) {
    case "plain":
      return PLAIN;
    case "tool":
      if (value === RESULTS && name === "known") return KNOWN;
      return { kind: "tool", name: `${value.name}.${name ?? "*"}` };
    case "global":
      return { kind: value.kind, name: `${value.name}.${name ?? "*"}` };
    case "record":
      return name === undefined
        ? [...value.fields.values()].reduce(join, PLAIN)
        : value.fields.get(name) ?? PLAIN;
    case "list":
      return name === undefined ? value.item : PLAIN;
    default:
      touch(value, context);
      return UNKNOWN;
  }
}

/** Binds the names of a pattern to the parts of a value. */
export function bind(
  name: TypeScript.BindingName,
  value: Value,
  { scope, context }: { scope: Scope; context: Context },
): void {
  const { ts } = context;
  if (ts.isIdentifier(name)) {
    scope.names.set(name.text, { value, isFresh: false });
    return;
  }
  touch(value, context);
  for (const element of name.elements) {
    if (!ts.isBindingElement(element)) continue;
    const { propertyName, dotDotDotToken, initializer } = element;
    if (propertyName !== undefined && ts.isComputedPropertyName(propertyName)) {
      touch(evaluate(propertyName.expression, scope, context), context);
    }
    const field = propertyName ?? element.name;
    const isNamed = ts.isObjectBindingPattern(name) &&
      (ts.isIdentifier(field) || ts.isStringLiteral(field));
    const part = dotDotDotToken === undefined
      ? readProperty(value, isNamed ? field.text : undefined, context)
      : isData(value)
      ? PLAIN
      : UNKNOWN;
    const whole = initializer === undefined
      ? part
      : join(part, evaluate(initializer, scope, context));
    bind(element.name, whole, { scope, context });
  }
}

/** Declares a class; its constructor and methods are not called. */
export function declareClass(
  node: TypeScript.ClassLikeDeclaration,
  scope: Scope,
  context: Context,
): Value {
  const { ts } = context;
  const isDecorated = (at: TypeScript.Node) =>
    ts.canHaveDecorators(at) && (ts.getDecorators(at) ?? []).length > 0;
  if (isDecorated(node)) throw EFFECT;
  for (const { token, types } of node.heritageClauses ?? []) {
    if (token !== ts.SyntaxKind.ExtendsKeyword) continue;
    for (const type of types) evaluate(type, scope, context);
  }
  for (const member of node.members) {
    if (isDecorated(member) || ts.isClassStaticBlockDeclaration(member)) {
      throw EFFECT;
    }
    const { name } = member;
    if (name !== undefined && ts.isComputedPropertyName(name)) {
      touch(evaluate(name.expression, scope, context), context);
    }
    const isStatic = ts.isPropertyDeclaration(member) &&
      (ts.getModifiers(member) ?? []).some(({ kind }) =>
        kind === ts.SyntaxKind.StaticKeyword
      );
    if (isStatic && member.initializer !== undefined) {
      evaluate(member.initializer, scope, context);
    }
  }
  return UNKNOWN;
}

/** Calls a function with what is known of its arguments. */
function callFunction(
  { node, scope: outer }: Extract<Value, { kind: "function" }>,
  args: readonly Value[],
  context: Context,
): Value {
  const { ts, calls } = context;
  if (calls.has(node)) return UNKNOWN;
  if (++context.steps > MOST_STEPS) throw EFFECT;
  const { body } = node;
  if (body === undefined) throw EFFECT;
  const scope: Scope = { module: outer.module, names: new Map(), outer };
  calls.add(node);
  try {
    node.parameters.forEach(({ name, initializer, dotDotDotToken }, i) => {
      const given = dotDotDotToken === undefined
        ? args[i] ?? PLAIN
        : list(args.slice(i));
      const value = initializer === undefined
        ? given
        : join(given, evaluate(initializer, scope, context));
      bind(name, value, { scope, context });
    });
    const result = ts.isBlock(body)
      ? context.execute(body, scope, context) ?? PLAIN
      : evaluate(body, scope, context);
    const isPlain = node.asteriskToken === undefined &&
      !(ts.getModifiers(node as TypeScript.HasModifiers) ?? []).some((
        { kind },
      ) => kind === ts.SyntaxKind.AsyncKeyword);
    return isPlain || isData(result) ? result : UNKNOWN;
  } finally {
    calls.delete(node);
  }
}

function call(
  node: TypeScript.CallExpression,
  scope: Scope,
  context: Context,
): Value {
  const { ts } = context;
  const callee = node.expression;
  const args = node.arguments.map((at) => argument(at, scope, context));
  if (!ts.isPropertyAccessExpression(callee)) {
    return apply(evaluate(callee, scope, context), args, context);
  }
  const method = callee.name.text;
  if (ts.isMetaProperty(callee.expression)) {
    const name = `import.meta.${method}`;
    return apply({ kind: "global", name }, args, context);
  }
  const object = evaluate(callee.expression, scope, context);
  if (object.kind === "global" && object.name === "Object") {
    const [first] = node.arguments;
    if (first === undefined) throw EFFECT;
    if (method === "assign" || method === "freeze") {
      give(args, context);
      if (ts.isObjectLiteralExpression(first)) return join(PLAIN, args[0]!);
      change(first, scope, context);
      if (!args.every(isData)) throw EFFECT;
      return UNKNOWN;
    }
  }
  if (object.kind === "plain" || object.kind === "list") {
    if (MUTATORS.has(method)) {
      change(callee.expression, scope, context);
      if (!args.every(isData)) throw EFFECT;
      return UNKNOWN;
    }
    if (context.patched || !isPureMethod(method)) throw EFFECT;
    if (CALLING_METHODS.has(method)) checkCallable(args[0]);
    const item = object.kind === "list" ? object.item : PLAIN;
    const results = args.flatMap(functionsIn).map((given) =>
      callFunction(given, [item, item, PLAIN], context)
    );
    give(args, context);
    const all = [item, ...results];
    return all.every(isData) && args.every(isInert)
      ? PLAIN
      : method === "map" && results.length === 1
      ? { kind: "list", item: results[0]! }
      : UNKNOWN;
  }
  return apply(readProperty(object, method, context), args, context);
}

/** Whether a value is data, or a function whose result was looked at. */
function isInert(value: Value): boolean {
  return value.kind === "function" || value.kind === "known" || isData(value);
}

function apply(
  callee: Value,
  args: readonly Value[],
  context: Context,
): Value {
  switch (callee.kind) {
    case "function":
      return callFunction(callee, args, context);
    case "stage":
      give(args, context);
      return { kind: "tool", name: "node" };
    case "known":
      give(args, context);
      // What a kind decodes to is data.
      return PLAIN;
    case "tool":
      return applyTool(callee.name, args, context);
    case "global": {
      const { name } = callee;
      if (!isPureGlobal(name)) throw EFFECT;
      if (CALLING_GLOBALS.has(name)) checkCallable(args[1]);
      give(args, context);
      const results = args.flatMap(functionsIn).map((given) =>
        callFunction(given, [PLAIN, PLAIN, PLAIN], context)
      );
      const [first] = args;
      if (name === "Object.values" && first?.kind === "record") {
        return list([...first.fields.values()]);
      }
      const isPlain = name.startsWith("console.") ||
        args.every(isInert) && results.every(isData);
      return isPlain ? PLAIN : UNKNOWN;
    }
    default:
      throw EFFECT;
  }
}

/** Calls part of the DSL, which calls functions that it is given. */
function applyTool(
  name: string,
  args: readonly Value[],
  context: Context,
): Value {
  if (!onlyBuilds(name)) throw EFFECT;
  const last = name.split(".").at(-1);
  // What these are given is called when a node runs.
  if (last === "defineStage") return { kind: "stage" };
  if (last === "defineKind") return { kind: "tool", name: "kind" };
  const [first] = args;
  if (last === "definePipeline") {
    checkCallable(
      first?.kind === "record" ? first.fields.get("targets") : first,
    );
  } else if (last !== "keys" && last !== "columns") args.forEach(checkCallable);
  const given = last === "definePipeline"
    ? [PLAIN, RESULTS]
    : [PLAIN, PLAIN, PLAIN];
  const results = args.flatMap(functionsIn).map((each) =>
    callFunction(each, given, context)
  );
  give(args, context);
  const isRow = last === "grid" || last === "columns";
  const isKnown = !isRow || results.every(isData) && args.every(isInert);
  return isKnown ? { kind: "tool", name: `${name}()` } : UNKNOWN;
}

function construct(
  node: TypeScript.NewExpression,
  scope: Scope,
  context: Context,
): Value {
  const { ts } = context;
  const callee = node.expression;
  const isGlobal = ts.isIdentifier(callee) &&
    evaluate(callee, scope, context).kind === "global" &&
    isPureConstructor(callee.text);
  if (!isGlobal) throw EFFECT;
  const args = (node.arguments ?? []).map((at) => argument(at, scope, context));
  give(args, context);
  return args.every(isData) ? PLAIN : UNKNOWN;
}

function argument(node: Expression, scope: Scope, context: Context): Value {
  if (!context.ts.isSpreadElement(node)) return evaluate(node, scope, context);
  const value = touch(evaluate(node.expression, scope, context), context);
  return value.kind === "list" ? value.item : isData(value) ? PLAIN : UNKNOWN;
}

function list(items: readonly Value[]): Value {
  if (items.every(isData)) return PLAIN;
  return { kind: "list", item: items.reduce(join) };
}

function record(
  node: TypeScript.ObjectLiteralExpression,
  scope: Scope,
  context: Context,
): Value {
  const { ts } = context;
  const fields = new Map<string, Value>();
  let isKnown = true;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const value = touch(
        evaluate(property.expression, scope, context),
        context,
      );
      if (value.kind === "record") {
        for (const [name, field] of value.fields) fields.set(name, field);
      } else if (!isData(value)) isKnown = false;
      continue;
    }
    const { name } = property;
    if (ts.isComputedPropertyName(name)) {
      touch(evaluate(name.expression, scope, context), context);
    }
    if (ts.isAccessor(property)) isKnown = false;
    const value: Value = ts.isPropertyAssignment(property)
      ? evaluate(property.initializer, scope, context)
      : ts.isShorthandPropertyAssignment(property)
      ? evaluate(property.name, scope, context)
      : ts.isMethodDeclaration(property)
      ? { kind: "function", node: property, scope }
      : UNKNOWN;
    if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) {
      fields.set(name.text, value);
      if (name.text === "__proto__") isKnown = false;
    } else if (!isData(value)) isKnown = false;
  }
  if (!isKnown) return UNKNOWN;
  return [...fields.values()].every(isData)
    ? PLAIN
    : { kind: "record", fields };
}

function binary(
  node: TypeScript.BinaryExpression,
  scope: Scope,
  context: Context,
): Value {
  const { ts } = context;
  const { SyntaxKind } = ts;
  const { left, right, operatorToken: { kind: operator } } = node;
  const isAssignment = operator >= SyntaxKind.FirstAssignment &&
    operator <= SyntaxKind.LastAssignment;
  const value = evaluate(right, scope, context);
  if (isAssignment) {
    write(left, scope, context);
    if (!isData(value) && context.implicit) throw EFFECT;
    if (operator !== SyntaxKind.EqualsToken) {
      touch(evaluate(left, scope, context), context);
      touch(value, context);
    }
    return isData(value) ? PLAIN : UNKNOWN;
  }
  const before = evaluate(left, scope, context);
  switch (operator) {
    case SyntaxKind.CommaToken:
      return value;
    case SyntaxKind.BarBarToken:
    case SyntaxKind.AmpersandAmpersandToken:
    case SyntaxKind.QuestionQuestionToken:
      return join(before, value);
    default:
      touch(before, context);
      touch(value, context);
      return PLAIN;
  }
}

/** Notes what an assignment changes; what others may hold too is an effect. */
function write(target: Expression, scope: Scope, context: Context): void {
  const { ts } = context;
  if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target)) {
    write(target.expression, scope, context);
  } else if (ts.isIdentifier(target)) {
    const local = lookUp(scope, target.text)?.value.kind;
    if (local === "plain" || local === "unknown") return;
    // A function that is replaced may have been called under this name.
    if (local !== undefined) throw EFFECT;
    const variable = context.variableOf(scope.module, target.text);
    if (variable === undefined) throw EFFECT;
    context.writes.add(variable);
  } else if (ts.isPropertyAccessExpression(target)) {
    change(target.expression, scope, context);
  } else if (ts.isElementAccessExpression(target)) {
    touch(evaluate(target.argumentExpression, scope, context), context);
    change(target.expression, scope, context);
  } else throw EFFECT;
}

/** Notes that the record or list itself is changed. */
function change(target: Expression, scope: Scope, context: Context): void {
  const { ts } = context;
  if (!ts.isIdentifier(target)) throw EFFECT;
  const local = lookUp(scope, target.text);
  if (local?.isFresh) return;
  const fresh = local === undefined
    ? context.freshOf(scope.module, target.text)
    : undefined;
  if (fresh === undefined) throw EFFECT;
  context.writes.add(fresh);
}
