/** Finds an error of a class among an error and its causes. */
export function findCause<Wanted extends Error>(
  error: unknown,
  wanted: new (...args: never[]) => Wanted,
): Wanted | undefined {
  if (error instanceof wanted) return error;
  return error instanceof Error && error.cause !== undefined ? findCause(error.cause, wanted) : undefined;
}

/** Returns the message of the innermost cause, because the outer messages are for clients. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return messageOf(error.cause);
  // A host with several addresses fails once for each, and the aggregate error has no message.
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first === undefined ? error.message : messageOf(first);
}
