/** Reads a secret. What is wrong with one is told without quoting it. */
export function parseSecret(text: string): string {
  if (text !== text.trim()) throw new Error("has white space around it; copy the value without it");
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error("has a character in it that is no part of a key; copy it again");
  return text;
}

/** A parser of secrets that somebody makes up, which are only as good as they are long. */
export function secretOfAtLeast(minCharacters: number): (text: string) => string {
  return (text) => {
    const secret = parseSecret(text);
    if (secret.length >= minCharacters) return secret;
    throw new Error(
      `has ${secret.length} characters; at least ${minCharacters} are needed, such as openssl rand -hex 32 gives`,
    );
  };
}
