const REDACTED = "[redacted]";

/** What a signature or token looks like where one strays into a text. */
const SIGNATURE =
  /(signature=|"?(?:authorization|x-cos-security-token|policy)"?\s*[:=]\s*"?)(?:bearer )?[\w+/=.%&;-]+/gi;

/** Makes a function that takes the given secrets, and whatever looks like a signature, out of a text. */
export function createSecretRedactor(secrets: ReadonlyArray<string | undefined>): (text: string) => string {
  // The longest first: one that begins like another would leave its end.
  const known = secrets.flatMap((secret) => secret || []).sort((a, b) => b.length - a.length);
  return (text) =>
    known
      .reduce<string>((redacted, secret) => redacted.replaceAll(secret, REDACTED), text)
      .replace(SIGNATURE, `$1${REDACTED}`);
}
