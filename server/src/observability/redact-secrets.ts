const REDACTED = "[redacted]";

/** Matches a signature or token within a text. */
const SIGNATURE =
  /(signature=|"?(?:authorization|x-cos-security-token|policy)"?\s*[:=]\s*"?)(?:bearer )?[\w+/=.%&;-]+/gi;

/** User and password of a URL: the text between `://` and the last `@` before the path. RFC 3986 §3.2.1 */
const USER_INFO = /(:\/\/)[^\s/?#"<>]*@/g;

/** Removes the user and password of all URLs in a text. */
export function redactUserInfo(text: string): string {
  return text.replace(USER_INFO, `$1${REDACTED}@`);
}

/** Returns the password of a URL, percent-encoded and decoded, because messages contain either form. Returns none for a text that is not a URL. */
export function passwordsOf(url: string): readonly string[] {
  const password = URL.canParse(url) ? new URL(url).password : "";
  return password === "" ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Creates a function that removes the given secrets, the user info of URLs, and possible signatures from a text. */
export function createSecretRedactor(secrets: ReadonlyArray<string | undefined>): (text: string) => string {
  // The longest first, in case one secret is a prefix of another.
  const known = secrets.flatMap((secret) => secret || []).sort((a, b) => b.length - a.length);
  return (text) =>
    redactUserInfo(
      known
        .reduce<string>((redacted, secret) => redacted.replaceAll(secret, REDACTED), text)
        .replace(SIGNATURE, `$1${REDACTED}`),
    );
}
