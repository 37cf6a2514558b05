/** A line that fits into a width; what is cut off ends with `…`. */
export function cut(line: string, width: number): string {
  const characters = [...line];
  if (characters.length <= width) return line;
  return `${characters.slice(0, width - 1).join("")}…`;
}
