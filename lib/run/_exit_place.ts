/**
 * Where the code stands that is ending this process: the first frame of a
 * program's own code above what Deno and this module put there.
 *
 * @param stack Of an error that was made while the process ended
 * @returns Such as `"/home/me/stage.ts:12"`; undefined when nothing is known
 */
export function exitPlace(stack: string | undefined): string | undefined {
  const frames = (stack ?? "").split("\n").slice(1);
  const ended = frames.findLastIndex((frame) =>
    /\b(ext:deno_os|node:process)/.test(frame)
  );
  const [, url, line] =
    frames.slice(ended + 1).map((frame) =>
      /(file:\/\/[^)\s]+?):(\d+):\d+\)?$/.exec(frame)
    ).find((match) => match !== null) ?? [];
  return url === undefined
    ? undefined
    : `${decodeURIComponent(new URL(url).pathname)}:${line}`;
}
