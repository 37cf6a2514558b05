/** What a session takes or gives under one name. */
export interface Port {
  /** Name in the graph. */
  readonly name: string;
  /** Type of its elements, such as `"float32"`. */
  readonly type: string;
  /** Extents; −1 for one that is known at run time only. */
  readonly shape: readonly number[];
}
