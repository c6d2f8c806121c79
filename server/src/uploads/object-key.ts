/** What keeps two uploads of one second apart, and a key unguessable. */
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
 * Gives the key of a new object: `<prefix>/<YYYYMMDD>/<YYYYMMDDHHmmss>-<32 hex digits>.<extension>`; with a folder, that of
 * whoever uploads, `<prefix>/<folder>/<YYYYMMDD>/…`.
 */
export type CreateObjectKey = (extension: string, nowSeconds: number, folder?: string) => string;

/**
 * Makes a {@link CreateObjectKey}. The digits of a date sort as its time does.
 *
 * @throws {RangeError} for a time zone that the ICU data does not know.
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
 * `YYYYMMDDHHmmss` in a time zone. The formatter is made once: a new Intl.DateTimeFormat for each call costs 50 times as much.
 * The last second is remembered: formatting it again is a fifth of what a whole signature costs.
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
