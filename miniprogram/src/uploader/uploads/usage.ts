import { check, type Rules, wholeNumber } from "../check-usage";

const isText = (value: unknown) => typeof value === "string" && value !== "";
const [isLimit, limits] = wholeNumber(1, 100);
const [isWidth, widths] = wholeNumber(1, 2000);
const orMissing = (isValid: (value: unknown) => boolean) => (value: unknown) => value === undefined || isValid(value);

const LIST_RULES: Rules = {
  limit: [orMissing(isLimit), limits],
  cursor: [orMissing(isText), "the cursor of the page before"],
};

const DOWNLOAD_RULES: Rules = {
  filename: [orMissing(isText), 'a file name, such as "photo.jpg"'],
  thumbnailWidth: [orMissing(isWidth), widths],
};

/** @throws {TypeError} with the value and what to use */
export function checkList(options: object): void {
  check(options, LIST_RULES);
}

/** @throws {TypeError} with the value and what to use */
export function checkDownloads(options: { readonly filename?: string | undefined }, keys: readonly string[]): void {
  check(options, DOWNLOAD_RULES);
  if (options.filename !== undefined && keys.length !== 1) throw new TypeError("filename is for one key");
}

/**
 * The keys, each once, in order.
 *
 * @throws {TypeError} with the value and what to use
 */
export function distinctKeys(keys: readonly string[]): readonly string[] {
  check({ keys }, { keys: [Array.isArray, "an array of object keys"] });
  for (const key of keys) check({ key }, { key: [isText, "the objectKey of an upload"] });
  return [...new Set(keys)];
}
