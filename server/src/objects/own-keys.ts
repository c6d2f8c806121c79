import { ProblemError, quote } from "../errors.ts";
import type { Owner } from "../owner.ts";
import type { ParsedObjectKey, ParseObjectKey } from "../uploads/parse-object-key.ts";

/**
 * Parses keys that a user may confirm, read and delete: those of their own folder, or, without a login, those without a folder.
 *
 * @param owner the user; `undefined` without a login
 * @throws {ProblemError} `not_your_key` for the first other key. It does not distinguish another user's key from a malformed one
 */
export type ParseOwnKeys = (keys: readonly string[], owner: Owner | undefined) => readonly ParsedObjectKey[];

/** Creates a {@link ParseOwnKeys}. */
export function createOwnKeysParser(parseObjectKey: ParseObjectKey): ParseOwnKeys {
  return (keys, owner) =>
    keys.map((key, index) => {
      const parsed = parseObjectKey(key);
      if (parsed !== undefined && parsed.owner === owner) return parsed;
      const whose = owner === undefined ? "an upload without a login" : "one of your uploads";
      const detail = `keys[${index}] is ${quote(key)}, which is not the key of ${whose}; send cosKey as this server returned it`;
      throw new ProblemError("not_your_key", detail, { field: `keys[${index}]` });
    });
}
