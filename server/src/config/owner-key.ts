import { MIN_SECRET_CHARACTERS } from "../auth/index.ts";
import { secretOfAtLeast } from "./secret.ts";
import type { VariableReader } from "./variables.ts";

/** Reads the key that derives the folders of users from their ids. */
export function readOwnerKey(variables: VariableReader): string | undefined {
  return variables.read("OWNER_KEY", undefined, secretOfAtLeast(MIN_SECRET_CHARACTERS));
}
