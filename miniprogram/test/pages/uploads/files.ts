import type { LoadedPage } from "../../../src/pages/uploads/state/state";

/** Noon of a day in the phone's time zone, in Unix milliseconds. */
export const NOON_MS = new Date(2026, 10, 30, 12).getTime();

export const urlOf = (key: string, version = 1) => `https://bucket.example.com/${key}?v=${version}`;
export const thumbnailOf = (key: string, version = 1) => `https://bucket.example.com/${key}?thumbnail&v=${version}`;

/** An entry of the list. */
export function upload(key: string, storedAtMs = NOON_MS, contentType = "image/jpeg"): LoadedPage["uploads"][number] {
  const isImage = contentType.startsWith("image/");
  return {
    cosKey: key,
    bytes: 2048,
    contentType,
    storedAt: Math.floor(storedAtMs / 1000),
    url: urlOf(key),
    thumbnailUrl: isImage ? thumbnailOf(key) : undefined,
  };
}

/** A page of the list whose URLs are valid for ten minutes from noon. `a…` was stored at noon, `b…` a minute before, and so on. */
export function pageOf(keys: readonly string[], cursor?: string): LoadedPage {
  const uploads = keys.map((key) => upload(key, NOON_MS - (key.charCodeAt(0) - 97) * 60_000));
  return { uploads, cursor, endsAtMs: NOON_MS + 600_000 };
}
