import type { Drawing } from "./drawing.ts";

export function toMermaid({ boxes, arrows }: Drawing): string {
  const lines = ["flowchart LR"];
  for (const { id, lines: text, isTarget } of boxes) {
    const label = text.map(escapeText).join("<br>");
    lines.push(isTarget ? `  ${id}(["${label}"])` : `  ${id}["${label}"]`);
  }
  for (const { from, to, label } of arrows) {
    lines.push(`  ${from} -->|${escapeText(label)}| ${to}`);
  }
  return `${lines.join("\n")}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;").replaceAll("|", "&#124;");
}
