const REDACTED = "[redacted]";

/** What a signature or token looks like where one strays into a text. */
const SIGNATURE =
  /(signature=|"?(?:authorization|x-cos-security-token|policy)"?\s*[:=]\s*"?)(?:bearer )?[\w+/=.%&;-]+/gi;

/** User and password of a URL: what stands between `://` and the last `@` before the path. RFC 3986 §3.2.1 */
const USER_INFO = /(:\/\/)[^\s/?#"<>]*@/g;

/** A text without the user and password of any URL in it. */
export function redactUserInfo(text: string): string {
  return text.replace(USER_INFO, `$1${REDACTED}@`);
}

/** The password of a URL, percent-encoded as it stands there and decoded: both forms appear in messages. None of what is no URL. */
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

/** Makes a function that takes the given secrets, user info of URLs, and whatever looks like a signature, out of a text. */
export function createSecretRedactor(secrets: ReadonlyArray<string | undefined>): (text: string) => string {
  // The longest first: one that begins like another would leave its end.
  const known = secrets.flatMap((secret) => secret || []).sort((a, b) => b.length - a.length);
  return (text) =>
    redactUserInfo(
      known
        .reduce<string>((redacted, secret) => redacted.replaceAll(secret, REDACTED), text)
        .replace(SIGNATURE, `$1${REDACTED}`),
    );
}
