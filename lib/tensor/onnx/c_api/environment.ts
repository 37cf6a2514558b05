import type { Address, Pointer } from "../../../platform/foreign.ts";
import { openApi } from "./api.ts";
import { Out } from "./handle.ts";
import { cText } from "./text.ts";

/** Errors are thrown; logged, they would be said twice. */
const FATAL = 4;

let environment: Pointer = null;

/** The environment that all sessions of this process share; it is never freed. */
export function ortEnvironment(): Address {
  if (environment === null) {
    const out = new Out();
    openApi().api.CreateEnv(FATAL, cText("senzai"), out.bytes);
    environment = out.pointer;
  }
  return environment!;
}
