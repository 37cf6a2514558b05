/** One trained generator as a study counts it. */
export interface Trial {
  readonly latent: string;
  /** Value of the size axis. */
  readonly size: number;
  readonly seed: string;
  /** Quality by metric. */
  readonly values: Readonly<Record<string, number>>;
  /** Whether its training diverged or collapsed: its values say nothing. */
  readonly failed: boolean;
}

/** A latent at a size. */
export interface Place {
  readonly latent: string;
  /** Value of the size axis. */
  readonly size: number;
}
