import type { Data } from "../../plan/canonical.ts";
import { encodeData } from "../../plan/encode.ts";
import { sha256 } from "../../store/blobs.ts";
import type { Lock } from "./_lock.ts";
import type { Part } from "./program/module.ts";
import { PACKAGE } from "./_package.ts";
import type { Meaning, Program } from "./program/program.ts";
import type { Reach } from "./program/reach.ts";
import { type Compiler, tokensOf } from "./program/tokens.ts";

/** The normal form of what a stage consists of. */
export interface Form {
  /** Digest of all; free of paths. */
  readonly digest: string;
  /** Digests by what they stand for: absolute path, or name of a package. */
  readonly pieces: ReadonlyMap<string, string>;
}

/**
 * Digests what a stage consists of, such that neither the names of folders nor
 * modules without a part in it count.
 */
export function formOf(
  ts: Compiler,
  program: Program,
  { reach, lock }: { reach: Reach; lock: Lock },
): Form {
  const { loaded, parts, exposed } = reach;
  const modules = loaded.filter((module) =>
    exposed.has(module) || module.parts.some((part) => parts.has(part))
  );
  const positions = new Map(modules.map((module, i) => [module.path, i]));
  const pieces = new Map<string, string>();
  const linkOf = (meaning: Meaning): Data => {
    if (meaning.kind === "global") return null;
    if (meaning.kind === "name") {
      return [positions.get(meaning.module.path) ?? -1, meaning.name];
    }
    const { target, name } = meaning;
    switch (target.kind) {
      case "module":
        return [positions.get(target.module.path) ?? -1, name];
      case "own":
        return [PACKAGE, name];
      case "package":
        return [target.specifier, name];
      case "file": {
        const digest = program.inputs.get(target.path)!;
        pieces.set(target.path, digest);
        return [digest, name];
      }
      default:
        return target satisfies never;
    }
  };
  const form = modules.map((module): Data => {
    const used = module.parts.filter((part) => parts.has(part));
    const names = new Set(used.flatMap(({ mentions }) => [...mentions]));
    const links = [...names].sort()
      .filter((name) => module.imports.has(name))
      .map((name): Data => [name, linkOf(program.meaning(module, name))]);
    const exports = exposed.has(module)
      ? [...program.exportsOf(module)].sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, meaning]): Data => [name, linkOf(meaning)])
      : [];
    const loads = used.flatMap(({ loads: { found } }) =>
      found.map(({ specifier, as }): Data => {
        const target = program.target(specifier, {
          from: module,
          optional: as === "file",
        });
        return linkOf({ kind: "import", target, name: "*" });
      })
    );
    const digests = used.map((part) => digestOf(ts, part));
    const digest = sha256(encodeData([digests, links, exports, loads]));
    pieces.set(module.path, digest);
    return digest;
  });
  const packages = [...reach.packages].sort().map((specifier) => {
    const digest = sha256(encodeData(lock.identityOf(specifier)));
    pieces.set(specifier, digest);
    return digest;
  });
  return { digest: sha256(encodeData([form, packages])), pieces };
}

const digests = new WeakMap<Part, string>();

function digestOf(ts: Compiler, part: Part): string {
  let digest = digests.get(part);
  if (digest === undefined) {
    const { module: { file }, node } = part;
    digest = sha256(encodeData(tokensOf(ts, { file, node })));
    digests.set(part, digest);
  }
  return digest;
}
