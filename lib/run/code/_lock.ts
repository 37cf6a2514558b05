import { dirname, join } from "node:path";
import { NotFound } from "../../platform/errors.ts";
import { readTextFileSync } from "../../platform/files.ts";
import type { ConfigFile } from "./config_file.ts";

/** What a `deno.lock` pins. */
export interface Lock {
  /** The file as it stands; empty without one. */
  readonly text: string;
  /**
   * What a package or remote module stands for: each version with its
   * integrity, and those of all that it depends on.
   *
   * @param specifier `npm:…`, `jsr:…`, a bare name, or the URL of a module
   */
  identityOf(specifier: string): string[];
}

interface Entry {
  readonly integrity?: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

interface Content {
  readonly specifiers?: Readonly<Record<string, string>>;
  readonly npm?: Readonly<Record<string, Entry>>;
  readonly jsr?: Readonly<Record<string, Entry>>;
  readonly remote?: Readonly<Record<string, string>>;
}

/** Reads the lock file in force: that beside the configuration, or above. */
export function readLock(config: ConfigFile | undefined): Lock {
  const text = config === undefined ? "" : textAbove(dirname(config.path));
  const lock = parse(text);
  return {
    text,
    identityOf: (specifier) => identityOf(specifier, lock),
  };
}

function textAbove(folder: string): string {
  for (let at = folder;;) {
    try {
      return readTextFileSync(join(at, "deno.lock"));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
    const parent = dirname(at);
    if (parent === at) return "";
    at = parent;
  }
}

function parse(text: string): Content {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function identityOf(specifier: string, lock: Content): string[] {
  if (/^https?:/.test(specifier)) {
    // What a remote module imports in turn is not told.
    return [specifier, JSON.stringify(lock.remote ?? {})];
  }
  const [registry, start] = rootOf(specifier, lock);
  const seen = new Set<string>();
  const queue = start === undefined ? [] : [`${registry}:${start}`];
  for (const at of queue) {
    if (seen.has(at)) continue;
    seen.add(at);
    const [, from, key] = /^(npm|jsr):(.*)$/.exec(at)!;
    const entry = lock[from as "npm" | "jsr"]?.[key!];
    for (const name of dependenciesOf(entry)) {
      queue.push(keyOf(name, from as "npm" | "jsr", lock));
    }
  }
  return [
    specifier,
    ...[...seen].sort().map((at) => {
      const [, from, key] = /^(npm|jsr):(.*)$/.exec(at)!;
      const { integrity = "" } = lock[from as "npm" | "jsr"]?.[key!] ?? {};
      return `${at} ${integrity}`;
    }),
  ];
}

function dependenciesOf(entry: Entry | undefined): string[] {
  return [
    ...entry?.dependencies ?? [],
    ...entry?.optionalDependencies ?? [],
  ];
}

/** Registry and version that a specifier with its range resolves to. */
function rootOf(
  specifier: string,
  { specifiers = {} }: Content,
): ["npm" | "jsr", string | undefined] {
  const written = /^(npm|jsr):\/?(@[^/]+\/[^/@]+|[^@/][^/@]*)(@[^/]+)?/.exec(
    specifier,
  );
  // A bare name that no import map knows is one of a `package.json`.
  const bare = written === null
    ? /^(@[^/]+\/[^/]+|[^@./:][^/:]*)(?:\/|$)/.exec(specifier)
    : null;
  const registry = written?.[1] === "jsr" ? "jsr" : "npm";
  const name = written?.[2] ?? bare?.[1];
  if (name === undefined) return [registry, undefined];
  const prefix = `${registry}:${name}@`;
  const range = written?.[3]?.slice(1);
  const exact = range === undefined ? undefined : specifiers[prefix + range];
  const version = exact ??
    Object.entries(specifiers).find(([at]) =>
      at === `${registry}:${name}` || at.startsWith(prefix)
    )?.[1];
  return [registry, version === undefined ? undefined : `${name}@${version}`];
}

/** Key of a dependency: `name`, `name@version`, or `alias@npm:name@version`. */
function keyOf(name: string, from: "npm" | "jsr", lock: Content): string {
  if (/^(npm|jsr):/.test(name)) {
    const [registry, version] = rootOf(name, lock);
    return `${registry}:${version ?? name.replace(/^\w+:/, "")}`;
  }
  const target = /@npm:(.+)$/.exec(name)?.[1] ?? name;
  const entries = lock[from] ?? {};
  if (Object.hasOwn(entries, target)) return `${from}:${target}`;
  const only = Object.keys(entries).find((key) => key.startsWith(`${target}@`));
  return `${from}:${only ?? target}`;
}
