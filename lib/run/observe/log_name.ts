const MAX_NAME = 100;

/**
 * Name of the file with an attempt's log, such as
 * `"12-generate.gan[width=8].2.log"`: no two attempts of a run share one.
 *
 * @param node The node's position in its graph, and its name
 * @param attempt 1 for the first attempt at the node's key
 */
export function logName(
  { index, name }: { readonly index: number; readonly name: string },
  attempt: number,
): string {
  return `${index}-${fileText(name)}.${attempt}.log`;
}

/** The attempts whose logs a folder of a run holds, of one node, in order. */
export function logsOf(node: string, names: readonly string[]): string[] {
  const wanted = fileText(node);
  const attemptOf = (name: string) => {
    const [, text, attempt] = /^\d+-(.*)\.(\d+)\.log$/.exec(name) ?? [];
    return text === wanted ? Number(attempt) : 0;
  };
  return names.filter((name) => attemptOf(name) > 0)
    .sort((a, b) => attemptOf(a) - attemptOf(b));
}

/** A node's name without what file names cannot hold. */
function fileText(name: string): string {
  return name.replaceAll(/[^\w.=,\[\]-]+/g, "_").slice(0, MAX_NAME);
}
