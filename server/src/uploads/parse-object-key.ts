import { MAX_EXTENSION_CHARACTERS } from "@wx-cos-upload/contract";
import { isOwner, type Owner } from "../owner.ts";

/** The parts of an object key of this server. */
export interface ParsedObjectKey {
  readonly key: string;
  /** The folder of the user; `undefined` for an upload without a login. */
  readonly owner: Owner | undefined;
  /** `YYYYMMDD`. */
  readonly day: string;
  /** `YYYYMMDDHHmmss`, in the time zone of the server that made the key. */
  readonly time: string;
  /** In lower case, without a dot. */
  readonly extension: string;
}

/** Returns the parts of a key that this server has made; `undefined` for any other text. */
export type ParseObjectKey = (text: string) => ParsedObjectKey | undefined;

const FILE_NAME = new RegExp(`^([0-9]{14})-[0-9a-f]{32}\\.([a-z0-9]{1,${MAX_EXTENSION_CHARACTERS}})$`);

/**
 * Creates a {@link ParseObjectKey}, the inverse of `createObjectKeyFactory`. It accepts the whole grammar and nothing else: URL parsers fold
 * `/../`, so a check of the prefix alone would let a key escape from its folder.
 *
 * @param prefix folders before the owner and the date, without a slash at either end
 */
export function createObjectKeyParser(prefix: string): ParseObjectKey {
  const start = `${prefix}/`;
  return (key) => {
    if (!key.startsWith(start)) return undefined;
    const segments = key.slice(start.length).split("/");
    if (segments.length !== 2 && segments.length !== 3) return undefined;
    const owner = segments.length === 3 ? segments[0] : undefined;
    if (owner !== undefined && !isOwner(owner)) return undefined;
    const [day = "", fileName = ""] = segments.slice(-2);
    const [, time = "", extension = ""] = FILE_NAME.exec(fileName) ?? [];
    if (day !== time.slice(0, 8) || !isTime(time)) return undefined;
    return { key, owner, day, time, extension };
  };
}

/** Whether 14 digits are a time that exists: `20260230…` and `…240000` are not. */
function isTime(digits: string): boolean {
  const part = (start: number, length: number) => Number(digits.slice(start, start + length));
  const [year, month, day] = [part(0, 4), part(4, 2), part(6, 2)];
  // Day 0 of the next month is the last day of this one.
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return isDate && part(8, 2) < 24 && part(10, 2) < 60 && part(12, 2) < 60;
}
