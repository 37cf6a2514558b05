import type TypeScript from "typescript";
import { importsOf } from "./_imports.ts";
import { type Compiler, tokensOf } from "./_tokens.ts";

/** What counts of a module, and what it loads. */
export interface Piece {
  readonly tokens: readonly string[];
  readonly imports: readonly string[];
}

/**
 * The part of a module that a stage consists of: the statement whose call
 * names the stage, and the top-level declarations that it mentions, directly
 * or not. So a stage that is defined in a pipeline file does not re-run when
 * the rest of that file changes.
 *
 * @returns `undefined` when no call names the stage in an argument
 */
export function sliceOf(
  ts: Compiler,
  options: { file: TypeScript.SourceFile; stage: string },
): Piece | undefined {
  const { file, stage } = options;
  const statements = file.statements.filter((statement) =>
    !ts.isImportDeclaration(statement)
  );
  const start = statements.find((statement) => names(ts, statement, stage));
  if (start === undefined) return undefined;
  const mentioned = new Set<string>();
  const included = new Set<TypeScript.Statement>();
  const queue = [start];
  while (queue.length > 0) {
    const statement = queue.pop()!;
    if (included.has(statement)) continue;
    included.add(statement);
    for (const name of mentionsOf(ts, statement)) mentioned.add(name);
    for (const other of statements) {
      if (included.has(other)) continue;
      const declared = declaredBy(ts, other);
      const relevant = declared === undefined
        ? overlaps(mentionsOf(ts, other), declaredByAll(ts, included))
        : overlaps(declared, mentioned);
      if (relevant) queue.push(other);
    }
  }
  const nodes = statements.filter((statement) => included.has(statement));
  const bindings = bindingsOf(ts, file).filter(({ local }) =>
    local === "" || mentioned.has(local)
  );
  return {
    tokens: [
      ...bindings.map((binding) => JSON.stringify(binding)),
      ...tokensOf(ts, { file, nodes }),
    ],
    imports: [
      ...new Set([
        ...bindings.map(({ from }) => from),
        ...importsOf(ts, nodes),
      ]),
    ],
  };
}

interface Binding {
  readonly from: string;
  /** `*` for a namespace, empty for an import of effects only. */
  readonly imported: string;
  readonly local: string;
}

function bindingsOf(ts: Compiler, file: TypeScript.SourceFile): Binding[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const from = (statement.moduleSpecifier as TypeScript.StringLiteral).text;
    const clause = statement.importClause;
    if (clause === undefined) return [{ from, imported: "", local: "" }];
    const bindings: Binding[] = [];
    if (clause.name !== undefined) {
      bindings.push({ from, imported: "default", local: clause.name.text });
    }
    const named = clause.namedBindings;
    if (named !== undefined && ts.isNamespaceImport(named)) {
      bindings.push({ from, imported: "*", local: named.name.text });
    } else if (named !== undefined) {
      for (const { propertyName, name } of named.elements) {
        const imported = (propertyName ?? name).text;
        bindings.push({ from, imported, local: name.text });
      }
    }
    return bindings;
  });
}

/** Whether a statement calls something with `{ name: "<stage>", … }` or `"<stage>"`. */
function names(
  ts: Compiler,
  statement: TypeScript.Node,
  stage: string,
): boolean {
  let found = false;
  const visit = (node: TypeScript.Node): void => {
    if (found) return;
    if (ts.isCallExpression(node)) {
      found = node.arguments.some((argument) =>
        ts.isStringLiteralLike(argument) && argument.text === stage ||
        ts.isObjectLiteralExpression(argument) &&
          argument.properties.some((property) =>
            ts.isPropertyAssignment(property) &&
            property.name.getText() === "name" &&
            ts.isStringLiteralLike(property.initializer) &&
            property.initializer.text === stage
          )
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/** Names that a statement declares; `undefined` when it is no declaration. */
function declaredBy(
  ts: Compiler,
  statement: TypeScript.Statement,
): Set<string> | undefined {
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) {
    return new Set();
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    return new Set(statement.name === undefined ? [] : [statement.name.text]);
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const declared = new Set<string>();
  const visit = (name: TypeScript.BindingName): void => {
    if (ts.isIdentifier(name)) {
      declared.add(name.text);
      return;
    }
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) visit(element.name);
    }
  };
  for (const { name } of statement.declarationList.declarations) visit(name);
  return declared;
}

function declaredByAll(
  ts: Compiler,
  statements: ReadonlySet<TypeScript.Statement>,
): Set<string> {
  return new Set(
    [...statements].flatMap((statement) => [
      ...(declaredBy(ts, statement) ?? []),
    ]),
  );
}

function mentionsOf(ts: Compiler, statement: TypeScript.Node): Set<string> {
  const mentioned = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return mentioned;
}

function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const item of a) if (b.has(item)) return true;
  return false;
}
