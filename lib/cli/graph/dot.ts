import type { Drawing } from "./drawing.ts";

export function toDot({ boxes, arrows }: Drawing): string {
  const lines = [
    "digraph pipeline {",
    "  rankdir=LR;",
    '  node [shape=box, style="rounded", fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9, color="#8a8f98", fontcolor="#6b7280"];',
  ];
  for (const { id, lines: text, isTarget } of boxes) {
    const label = text.map(escapeText).join("\\n");
    const bold = isTarget ? ', style="rounded,bold"' : "";
    lines.push(`  ${id} [label="${label}"${bold}];`);
  }
  for (const { from, to, label } of arrows) {
    lines.push(`  ${from} -> ${to} [label="${escapeText(label)}"];`);
  }
  lines.push("}");
  return `${lines.join("\n")}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
