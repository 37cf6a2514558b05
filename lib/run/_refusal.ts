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

/**
 * What a stage was refused, as one sentence with the setting that allows it;
 * undefined for an error of another kind. Refusals that a stage wrapped in
 * errors of its own are found too.
 *
 * @param error What the stage threw
 */
export function refusalOf(error: unknown): string | undefined {
  let at = error;
  for (let i = 0; i < MOST_CAUSES && at instanceof Error; i++) {
    const sentence = read(at.message);
    if (sentence !== undefined) return sentence;
    at = at.cause;
  }
  return undefined;
}

function read(message: string): string | undefined {
  const remote = /remote specifier was requested: "([^"]+)"/.exec(message);
  if (remote !== null) return sentenceOf("import", hostOf(remote[1]!));
  const refused = /Requires (\w+) access(?: to "([^"]+)")?/.exec(message);
  if (refused === null) return undefined;
  return sentenceOf(refused[1]!, refused[2]);
}

function sentenceOf(access: string, what: string | undefined): string {
  const kind = Object.hasOwn(KINDS, access) ? KINDS[access]! : undefined;
  const wish = kind?.wish ?? `${access} access to`;
  if (what === undefined || kind?.setting === undefined) {
    return `it wanted ${wish} ${
      what === undefined ? "any" : `'${what}'`
    }, which no stage may`;
  }
  const example = JSON.stringify({ permissions: { [kind.setting]: [what] } });
  return `it wanted ${wish} '${what}', which stages may not; allow it in senzai.json with ${example}`;
}

function hostOf(specifier: string): string {
  if (specifier.startsWith("jsr:")) return "jsr.io:443";
  return URL.canParse(specifier) ? new URL(specifier).host : specifier;
}
