/**
 * Where the code stands that is ending this process: the first frame of a
 * file above those of Deno and of whoever asks.
 *
 * @param stack Of an error that was made in a function that is called when
 * the process ends
 * @returns Such as `"/home/me/stage.ts:12"`; undefined when nothing is known
 */
export function exitPlace(stack: string | undefined): string | undefined {
  const frames = (stack ?? "").split("\n").slice(1)
    .filter((frame) => !OWN.test(frame));
  const ended = frames.findLastIndex((frame) => EXITS.test(frame));
  const [, url, line] =
    frames.slice(ended + 1).map((frame) =>
      /(file:\/\/[^)\s]+?):(\d+):\d+\)?$/.exec(frame)
    ).find((match) => match !== null) ?? [];
  return url === undefined
    ? undefined
    : `${decodeURIComponent(new URL(url).pathname)}:${line}`;
}

const OWN =
  /\/lib\/(cli\/guard|run\/attempt\/worker\/_failures|run\/executors\/_inline)\.ts:/;
const EXITS = /\b(ext:deno_os|node:process)/;
