/** Something that the server cannot work without. */
export interface ReadinessCheck {
  /** What is checked, as the response names it: `credentials`. */
  readonly name: string;
  /** Rejects while it is not available. The reason goes to the log, not into the response. */
  readonly check: () => Promise<void>;
}
