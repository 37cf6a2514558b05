/** Numbers in [−1, 1] as bytes, rounded. */
export function toBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    bytes[i] = Math.max(0, Math.min(255, Math.round((values[i]! + 1) * 127.5)));
  }
  return bytes;
}
