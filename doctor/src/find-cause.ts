/** The error of a class among an error and what caused it. */
export function findCause<Wanted extends Error>(
  error: unknown,
  wanted: new (...args: never[]) => Wanted,
): Wanted | undefined {
  if (error instanceof wanted) return error;
  return error instanceof Error && error.cause !== undefined ? findCause(error.cause, wanted) : undefined;
}

/** What the innermost cause of an error says: what is wrapped around it is for clients. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return messageOf(error.cause);
  // A host of several addresses fails once for each, and the whole of it has no message.
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first === undefined ? error.message : messageOf(first);
}
