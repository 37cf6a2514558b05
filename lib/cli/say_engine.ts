import { engineClass } from "../run/machine/engine_class.ts";
import { AUTO } from "../tensor/engines/classes.ts";
import type { App } from "./app.ts";

/** Says which engine was taken, where it is not the one that is always there. */
export function sayEngine(
  { engine }: { readonly engine: string },
  app: App,
): void {
  if (engine !== AUTO) return;
  const { name, numerics } = engineClass(engine);
  if (name === "onnx") return;
  app.write(
    `Engine: ${name} (${numerics}), the fastest here; --engine onnx takes the CPU\n`,
  );
}
