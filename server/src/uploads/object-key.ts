const MAX_PREFIX_CHARACTERS = 200;

/** Whether a text is folders with `/` between them, of characters that need no encoding and are not wildcards of a policy. */
export function isPrefix(text: string): boolean {
  const isShort = text.length <= MAX_PREFIX_CHARACTERS;
  return isShort && /^[\w.-]+(?:\/[\w.-]+)*$/.test(text) && !/(?:^|\/)\.+(?:\/|$)/.test(text);
}

/** The random part of a key makes it unique within a second, and unguessable. */
const RANDOM_BYTES = 16;

export interface ObjectKeyOptions {
  /** Folders before the date, without a slash at either end: `uploads`. */
  readonly prefix: string;
  /** IANA name of the time zone whose date is in the key: `Asia/Shanghai`. */
  readonly timeZone: string;
  /** A cryptographically secure source. */
  readonly randomBytes: (bytes: number) => Buffer;
}

/**
 * Returns the key of a new object: `<prefix>/<YYYYMMDD>/<YYYYMMDDHHmmss>-<32 hex digits>.<extension>`, or, with the folder of an owner,
 * `<prefix>/<folder>/<YYYYMMDD>/…`.
 */
export type CreateObjectKey = (extension: string, nowSeconds: number, folder?: string) => string;

/**
 * Creates a {@link CreateObjectKey}. Keys sort by time.
 *
 * @throws {RangeError} for a time zone that is missing from the ICU data
 */
export function createObjectKeyFactory({ prefix, timeZone, randomBytes }: ObjectKeyOptions): CreateObjectKey {
  const formatDate = createDateDigits(timeZone);
  return (extension, nowSeconds, folder) => {
    const digits = formatDate(nowSeconds);
    const place = folder === undefined ? prefix : `${prefix}/${folder}`;
    return `${place}/${digits.slice(0, 8)}/${digits}-${randomBytes(RANDOM_BYTES).toString("hex")}.${extension}`;
  };
}

/**
 * Formats times as `YYYYMMDDHHmmss` in a time zone, with one formatter, and keeps the digits of the last second.
 *
 * Fast path: docs/performance.md#dates
 */
function createDateDigits(timeZone: string): (seconds: number) => string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  let last = { seconds: Number.NaN, digits: "" };
  return (seconds) => {
    if (last.seconds !== seconds) {
      const part = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
      const digits = `${part["year"]}${part["month"]}${part["day"]}${part["hour"]}${part["minute"]}${part["second"]}`;
      last = { seconds, digits };
    }
    return last.digits;
  };
}
