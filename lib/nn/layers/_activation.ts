/** A function of each element without settings. */
export interface Activation<T extends string> {
  /** Which layer this is. */
  readonly type: T;
}
