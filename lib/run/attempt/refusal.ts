/** Kinds of access that Deno names, what they are, and what settings allow them. */
const KINDS: Readonly<
  Record<string, { readonly wish: string; readonly setting?: string }>
> = {
  write: { wish: "to write to", setting: "write" },
  net: { wish: "to reach", setting: "net" },
  import: { wish: "to import code from", setting: "net" },
  run: { wish: "to start", setting: "run" },
  env: { wish: "to read or change the environment variable" },
};

const MOST_CAUSES = 8;

/** Something that code wanted to do and was not permitted to. */
export interface Refusal {
  /** What it wanted, such as `"to write to '/etc/hosts'"`. */
  readonly wish: string;
  /** Content of `senzai.json` that lets stages do so, if any does. */
  readonly remedy: string | undefined;
}

/**
 * What a stage was refused, as one sentence with the setting that allows it;
 * undefined for an error of another kind.
 *
 * @param error What the stage threw
 */
export function refusalOf(error: unknown): string | undefined {
  const refusal = readRefusal(error);
  if (refusal === undefined) return undefined;
  const { wish, remedy } = refusal;
  return remedy === undefined
    ? `it wanted ${wish}, which no stage may`
    : `it wanted ${wish}, which stages may not; allow it in senzai.json with ${remedy}`;
}

/**
 * What Deno refused. Refusals that were wrapped in other errors are found too.
 *
 * @param error Anything that was thrown
 */
export function readRefusal(error: unknown): Refusal | undefined {
  let at = error;
  for (let i = 0; i < MOST_CAUSES && at instanceof Error; i++) {
    const refusal = readMessage(at.message);
    if (refusal !== undefined) return refusal;
    at = at.cause;
  }
  return undefined;
}

function readMessage(message: string): Refusal | undefined {
  const remote = /remote specifier was requested: "([^"]+)"/.exec(message);
  if (remote !== null) return describe("import", hostOf(remote[1]!));
  const refused = /Requires (\w+) access(?: to "([^"]+)")?/.exec(message);
  return refused === null ? undefined : describe(refused[1]!, refused[2]);
}

function describe(access: string, what: string | undefined): Refusal {
  const kind = Object.hasOwn(KINDS, access) ? KINDS[access] : undefined;
  const wish = kind?.wish ?? `${access} access to`;
  return {
    wish: what === undefined ? `${wish} anything` : `${wish} '${what}'`,
    remedy: what === undefined || kind?.setting === undefined
      ? undefined
      : JSON.stringify({ permissions: { [kind.setting]: [what] } }),
  };
}

function hostOf(specifier: string): string {
  if (specifier.startsWith("jsr:")) return "jsr.io:443";
  const { host, protocol, port } = new URL(specifier);
  return port === "" ? `${host}:${protocol === "https:" ? 443 : 80}` : host;
}
