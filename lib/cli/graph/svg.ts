import { instance } from "@viz-js/viz";
import { toDot } from "./dot.ts";
import type { Drawing } from "./drawing.ts";

/** A drawing as an SVG picture, laid out by Graphviz. */
export async function toSvg(drawing: Drawing): Promise<string> {
  const viz = await instance();
  return viz.renderString(toDot(drawing), { format: "svg", engine: "dot" });
}
