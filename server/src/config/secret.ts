import { valueFault } from "@wx-cos-upload/node-kit";

/** Reads a secret, or one of a list of them. No reason quotes it. */
export function parseSecret(text: string): string {
  const fault = valueFault(text);
  if (fault !== undefined) throw new Error(fault);
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
