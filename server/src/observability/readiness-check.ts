/** Checks a service that the server depends on. */
export interface ReadinessCheck {
  /** Its name in the response: `credentials`. */
  readonly name: string;
  /** Rejects while the service is unavailable. The reason goes to the log, not into the response. */
  readonly check: () => Promise<void>;
}
