import { cpus } from "node:os";
import { ARCHITECTURE, OS } from "../../platform/system.ts";

let known: string | undefined;

/** Class of hardware for comparing timings, such as `"linux/x86_64/AMD EPYC 9R14/2"`. */
export function hostClass(): string {
  known ??= [
    OS,
    ARCHITECTURE,
    (cpus()[0]?.model ?? "unknown").trim().replaceAll(/\s+/g, " "),
    navigator.hardwareConcurrency,
  ].join("/");
  return known;
}
