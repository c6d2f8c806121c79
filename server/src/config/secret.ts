import { valueFault } from "@wx-cos-upload/node-kit";
import type { SecretList } from "../auth/index.ts";

/** Parses a secret, or one of a list. Error messages do not quote it. */
export function parseSecret(text: string): string {
  const fault = valueFault(text);
  if (fault !== undefined) throw new Error(fault);
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error("contains a character that is not allowed in a key; copy it again");
  return text;
}

/** Creates a parser of self-made secrets, whose strength depends on their length. */
export function secretOfAtLeast(minCharacters: number): (text: string) => string {
  return (text) => {
    const secret = parseSecret(text);
    if (secret.length >= minCharacters) return secret;
    throw new Error(
      `has ${secret.length} characters, but needs at least ${minCharacters}; create one with openssl rand -hex 32`,
    );
  };
}

/** Creates a parser of self-made secrets, separated by commas. The first signs; all of them verify. */
export function parseSecretList(minCharacters: number): (text: string) => SecretList {
  const parse = secretOfAtLeast(minCharacters);
  return (text) => {
    const [first = "", ...others] = text.split(",");
    const keys: SecretList = [parse(first), ...others.map((key) => parse(key))];
    if (new Set(keys).size < keys.length) throw new Error("contains the same key twice");
    return keys;
  };
}
