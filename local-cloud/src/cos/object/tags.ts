import { CosError } from "../errors.ts";

/** A tag of an object. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Limits of an object's tags. Setting Object Tagging (436/42998) */
const MAX_TAGS = 10;
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;
/** Letters, digits, spaces and these marks. */
const TAG_TEXT = /^[\p{L}\p{N} +\-=._:/@]*$/u;

/**
 * Parses x-cos-tagging: `k=v&k2=v2`, keys and values URL-encoded.
 *
 * @returns no tags without a header and for ""
 * @throws {CosError} InvalidTag, BadRequest, as {@link checkTags}; InvalidArgument if the header is not URL-encoded
 * @see PUT Object (436/7749), x-cos-tagging
 */
export function parseTagging(text: string | undefined): readonly Tag[] {
  if (text === undefined || text === "") return [];
  const tags = text.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0
      ? { key: decode(pair), value: "" }
      : { key: decode(pair.slice(0, equals)), value: decode(pair.slice(equals + 1)) };
  });
  return checkTags(tags);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new CosError("InvalidArgument", "x-cos-tagging must be URL-encoded: k=v&k2=v2.", { cause });
  }
}

/**
 * Checks the tags for one object.
 *
 * @returns the same tags
 * @throws {CosError} BadRequest for more than 10 tags; InvalidTag for a key or value that is too long or has other characters, a key
 *   that is empty or begins with `cos:`, and a repeated key
 */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > MAX_TAGS) {
    throw new CosError("BadRequest", `The object has ${tags.length} tags; the limit is ${MAX_TAGS}.`);
  }
  for (const { key, value } of tags) {
    if (key === "" || [...key].length > MAX_KEY_CHARACTERS || [...value].length > MAX_VALUE_CHARACTERS) {
      throw new CosError("InvalidTag", "A tag has a key of 1 to 128 characters and a value of at most 256.");
    }
    if (!TAG_TEXT.test(key) || !TAG_TEXT.test(value) || key.toLowerCase().startsWith("cos:")) {
      throw new CosError("InvalidTag", `The tag ${key} has characters that are not allowed, or begins with cos:.`);
    }
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) throw new CosError("InvalidTag", "A tag is repeated.");
  return tags;
}
