import { UploadError } from "../../uploader/index";

/** Why the user's uploads cannot be read or deleted, as far as the user can do something about it. */
export type FailureReason =
  /** No user is logged in, and the server offers no login. */
  | "noLogin"
  /** The server has no keys to look at stored objects. */
  | "notSupported"
  | "loginFailed"
  | "network"
  /** Cloud storage rejected the request. */
  | "storageRefused"
  /** The cursor of the next page has expired, so the list has to begin again. */
  | "listExpired"
  | "unavailable";

/** Codes of the signing server. */
const REASONS: Readonly<Record<string, FailureReason>> = {
  login_required: "noLogin",
  service_keys_missing: "notSupported",
  not_found: "notSupported",
  invalid_cursor: "listExpired",
  cos_refused: "storageRefused",
};

/** Codes of errors without a response. */
const WITHOUT_RESPONSE: readonly string[] = ["network", "timeout", "interrupted"];

/** Returns the reason of any error of the uploads client. */
export function reasonOf(error: unknown): FailureReason {
  if (!(error instanceof UploadError)) return "unavailable";
  const reason = reasonOfCode(error.remoteCode ?? "");
  if (reason !== "unavailable") return reason;
  if (error.code === "login_failed") return "loginFailed";
  return WITHOUT_RESPONSE.includes(error.code) ? "network" : "unavailable";
}

/** Returns the reason of a server's code, such as that of a key that was not deleted. */
export function reasonOfCode(code: string): FailureReason {
  return REASONS[code] ?? (WITHOUT_RESPONSE.includes(code) ? "network" : "unavailable");
}
