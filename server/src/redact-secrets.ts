const REDACTED = "[redacted]";

/** What a signature or token looks like where one strays into a text. */
const SIGNATURE = /(q-signature=|"?(?:authorization|x-cos-security-token|policy)"?\s*[:=]\s*"?)[\w+/=.%&;-]+/gi;

/** Makes a function that takes the given secrets, and whatever looks like a signature, out of a text. */
export function createSecretRedactor(secrets: ReadonlyArray<string | undefined>): (text: string) => string {
  const known = secrets.filter((secret) => secret !== undefined && secret !== "");
  return (text) =>
    known
      .reduce<string>((redacted, secret) => redacted.replaceAll(String(secret), REDACTED), text)
      .replace(SIGNATURE, `$1${REDACTED}`);
}
