const POLL_MS = 500;

/**
 * Kills this process and what it started some time after its parent died, even
 * while a stage keeps the main thread busy: a thread of its own watches the
 * parent.
 *
 * @param patience Milliseconds for an orderly end
 */
export function guardAgainstOrphanhood(patience: number): void {
  if (Deno.build.os === "windows") return;
  const helper = import.meta.resolve("./kill_group.ts");
  const code = `
    const parent = ${Deno.ppid};
    const { killGroup } = await import(${JSON.stringify(helper)});
    const timer = setInterval(() => {
      if (Deno.ppid === parent) return;
      clearInterval(timer);
      setTimeout(() => killGroup(${Deno.pid}), ${patience});
    }, ${POLL_MS});
  `;
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  new Worker(url, { type: "module", name: "orphan guard" });
}
