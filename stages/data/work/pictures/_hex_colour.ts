/** Red, green and blue, 0 to 255, of a colour written as `#rrggbb`. */
export function hexColour(text: string): readonly [number, number, number] {
  const word = parseInt(text.slice(1), 16);
  return [word >> 16, word >> 8 & 0xff, word & 0xff];
}
