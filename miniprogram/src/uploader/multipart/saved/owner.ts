import type { CancelScope } from "../../cancel-scope";
import type { MultipartHost } from "../../multipart-sender";
import { attempt, readText } from "../../platform-values";
import { parseJsonObject } from "../../response-error";

/** Who uploads, as far as the phone knows: people who share it must not continue each other's uploads. */
export interface Owners {
  ownerOf(token: string | undefined): string;
  /**
   * The owner now. If somebody else saved one of the uploads and no user is logged in yet, it makes `authorize` log in.
   *
   * @throws {UploadError} if `authorize` fails
   */
  request(scope: CancelScope, uploads: readonly { readonly owner: string }[]): Promise<string>;
}

/** @param ownerOption the option `owner` */
export function createOwners(host: MultipartHost, ownerOption: (() => string | undefined) | undefined): Owners {
  function ownerOf(token: string | undefined): string {
    const subject = token === undefined ? undefined : subjectOf(token);
    return subject ?? readText(attempt(() => ownerOption?.())) ?? "";
  }

  return {
    ownerOf,
    async request(scope, uploads) {
      const token = await host.token(scope);
      const owner = ownerOf(token);
      const isKnown = token !== undefined || uploads.every((upload) => upload.owner === owner);
      return isKnown ? owner : ownerOf(await host.token(scope, ""));
    },
  };
}

/** The `sub` of a JWT; undefined for any other token. It is not verified: only the server decides by it. RFC 7519 section 4.1.2 */
export function subjectOf(token: string): string | undefined {
  const [, payload = "", signature] = token.split(".");
  if (signature === undefined) return undefined;
  const text = decodeBase64Url(payload);
  return text === undefined ? undefined : readText(parseJsonObject(text)?.["sub"]);
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Decodes UTF-8 text, because mini programs have neither `atob` nor TextDecoder. RFC 4648 section 5 */
function decodeBase64Url(encoded: string): string | undefined {
  const bits = Array.from(encoded, (character) => ALPHABET.indexOf(character).toString(2).padStart(6, "0")).join("");
  const bytes = bits.match(/[01]{8}/g) ?? [];
  const escaped = bytes.map((byte) => `%${Number.parseInt(byte, 2).toString(16).padStart(2, "0")}`).join("");
  return attempt(() => decodeURIComponent(escaped));
}
