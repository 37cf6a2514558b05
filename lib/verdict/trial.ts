/** One trained generator as a study counts it. */
export interface Trial {
  /** Name of the latent. */
  readonly latent: string;
  /** Value of the size axis. */
  readonly size: number;
  /** Seed of its training. */
  readonly seed: string;
  /** Quality by metric. */
  readonly values: Readonly<Record<string, number>>;
  /** Whether its training diverged or collapsed: its values say nothing. */
  readonly failed: boolean;
}

/** A latent at a size. */
export interface Place {
  /** Name of the latent. */
  readonly latent: string;
  /** Value of the size axis. */
  readonly size: number;
}
