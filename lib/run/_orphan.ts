const POLL_MS = 500;

/**
 * Kills this process some time after its parent died, even while a stage keeps
 * the main thread busy: a thread of its own watches the parent.
 *
 * @param patience Milliseconds for an orderly end
 */
export function guardAgainstOrphanhood(patience: number): void {
  if (Deno.build.os === "windows") return;
  const code = `
    const parent = ${Deno.ppid};
    const timer = setInterval(() => {
      if (Deno.ppid === parent) return;
      clearInterval(timer);
      setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), ${patience});
    }, ${POLL_MS});
  `;
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  new Worker(url, { type: "module", name: "orphan guard" });
}
