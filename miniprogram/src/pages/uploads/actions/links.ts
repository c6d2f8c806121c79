import { lookAt, type Reading } from "../../common/read-object";
import type { StoredFile } from "../state/state";
import { type ActionContext, findFile } from "./context";

/** A URL with less time left than this is signed again before it is used, in milliseconds. */
const LEAST_LIFE_MS = 60_000;

/** Signs the URLs of files again. @throws {UploadError} if the server does not sign them */
export async function renewLinks(context: ActionContext, keys: readonly string[]): Promise<void> {
  const { downloads, expiresInSeconds } = await context.uploads.downloads(keys);
  context.dispatch({ name: "linksRenewed", downloads, endsAtMs: context.nowMs() + expiresInSeconds * 1000 });
}

/** Signs those URLs again that have ended, or will soon. @throws {UploadError} if the server does not sign them */
export async function keepLinksAlive(context: ActionContext, files: readonly StoredFile[]): Promise<void> {
  const leastEndMs = context.nowMs() + LEAST_LIFE_MS;
  const ending = files.filter(({ link }) => link.endsAtMs < leastEndMs).map(({ key }) => key);
  if (ending.length > 0) await renewLinks(context, ending);
}

/**
 * Reads an object by its URL, and once more by a new URL if that one has ended: the phone's clock may be wrong. The file is removed from the
 * list if its object is gone.
 *
 * @throws {UploadError} if the server does not sign a new URL
 */
export async function readWithLink(
  context: ActionContext,
  key: string,
  read: (url: string) => Promise<Reading>,
): Promise<Reading> {
  const file = findFile(context, key);
  if (file === undefined) return "gone";
  await keepLinksAlive(context, [file]);
  let reading = await read(urlOf(context, key));
  if (reading === "ended") {
    await renewLinks(context, [key]);
    reading = await read(urlOf(context, key));
  }
  if (reading === "gone") context.dispatch({ name: "gone", keys: [key] });
  return reading;
}

/** Looks whether an object is there. @throws {UploadError} if the server does not sign a new URL */
export function lookAtFile(context: ActionContext, key: string): Promise<Reading> {
  return readWithLink(context, key, (url) => lookAt(context.wechat, url));
}

/** The URL of a file now; empty if it is no longer in the list. */
export function urlOf(context: ActionContext, key: string): string {
  return findFile(context, key)?.link.url ?? "";
}
