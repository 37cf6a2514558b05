import { parentId, processId } from "../../../platform/process.ts";
import { OS } from "../../../platform/system.ts";

const POLL_MS = 500;

/**
 * Kills this process and what it started some time after its parent died, even
 * while a stage keeps the main thread busy: a thread of its own watches the
 * parent.
 *
 * @param patience Milliseconds for an orderly end
 */
export function guardAgainstOrphanhood(patience: number): void {
  if (OS === "windows") return;
  const process = import.meta.resolve("../../../platform/process.ts");
  const group = import.meta.resolve("./kill_group.ts");
  const code = `
    const parent = ${parentId()};
    const { parentId } = await import(${JSON.stringify(process)});
    const { killGroup } = await import(${JSON.stringify(group)});
    const timer = setInterval(() => {
      if (parentId() === parent) return;
      clearInterval(timer);
      setTimeout(() => killGroup(${processId()}), ${patience});
    }, ${POLL_MS});
  `;
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  new Worker(url, { type: "module", name: "orphan guard" });
}
