/** A mistake in the calling code. `message` says what was given and what to write. */
export class UsageError extends TypeError {
  override readonly name = "UsageError";
}
