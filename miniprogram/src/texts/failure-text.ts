import type { Failure } from "../pages/index/failure";
import type { KnownRemoteCode, Texts } from "./texts";

/** The sentence for a failure: what the other side said, if that is known, and what happened otherwise. */
export function failureText(texts: Texts, { code, remoteCode = "" }: Pick<Failure, "code" | "remoteCode">): string {
  return isKnown(texts, remoteCode) ? texts.remoteFailures[remoteCode] : texts.failures[code];
}

function isKnown(texts: Texts, remoteCode: string): remoteCode is KnownRemoteCode {
  return Object.keys(texts.remoteFailures).includes(remoteCode);
}
