/** Pictures with what they were drawn from. */
export interface Drawn {
  /** `[count, size, size]`. */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  /** Continuous factors with zero mean and unit variance, `[count, dim]`. */
  readonly factors: Float32Array;
  readonly dim: number;
}
