/** A mistake in the calling code. `message` says what was given and what to write. */
export class UsageError extends TypeError {}
UsageError.prototype.name = "UsageError";
