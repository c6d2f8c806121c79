import type { ConfirmedUpload } from "@wx-cos-upload/contract";
import { CosCallError } from "../cos/cos-error.ts";
import type { CosCalls, ObjectOnCos } from "../cos/multipart-calls.ts";
import { storedUpload } from "../cos/stored-upload.ts";
import { limitConcurrency } from "../remote/limit-concurrency.ts";
import type { ParsedObjectKey } from "../uploads/parse-object-key.ts";
import type { ExtensionRules } from "../uploads/upload-rules.ts";

export interface ConfirmUploadsOptions {
  readonly cos: Pick<CosCalls, "head" | "deleteObject">;
  readonly rules: ExtensionRules;
  /** Delete an object that breaks the rules, within a day after COS stored it. */
  readonly deleteRejected: boolean;
  /** Resolves after a time in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** Called with a failure of COS that the response reports as `unknown`, once a request, or that left a rejected object in the bucket. */
  readonly reportFailure: (error: unknown) => void;
}

/**
 * Returns the state of each upload, in order, as COS reports it. A failure of COS makes one upload `unknown`.
 *
 * @throws {ProblemError} `credentials_unavailable`
 */
export type ConfirmUploads = (keys: readonly ParsedObjectKey[]) => Promise<readonly ConfirmedUpload[]>;

/** A burst of a thousand requests must not open twenty thousand connections. Ten requests with 20 keys each run at once. */
const MAX_CONCURRENT_KEYS = 200;

/** While COS is slow, a request does not wait for the ones before it any longer than this. */
const MAX_WAIT_MS = 15_000;

/** COS shows a new object at once, but a proxy or a replica in between may not. */
const SECOND_LOOK_MS = 300;

/** Older objects were allowed by the rules of their time: a lower limit must not delete them. */
const DELETE_WITHIN_MS = 86_400_000;

/** Creates a {@link ConfirmUploads}: HEAD for all keys at once, again for those that COS does not have, then the upload rules. */
export function createConfirmUploads(options: ConfirmUploadsOptions): ConfirmUploads {
  const { cos, rules, deleteRejected, wait, now, reportFailure } = options;

  const runLimited = limitConcurrency(MAX_CONCURRENT_KEYS);

  /** @throws {CosCallError} */
  async function confirm(parsed: ParsedObjectKey): Promise<ConfirmedUpload> {
    const cosKey = parsed.key;
    const object = (await cos.head(cosKey)) ?? (await lookAgain(cosKey));
    if (object === undefined) return { cosKey, status: "missing" };
    if (isAllowed(parsed, object)) return storedUpload(cosKey, object, now());
    if (deleteRejected) await deleteIfNew(cosKey, object);
    return { cosKey, status: "rejected" };
  }

  async function lookAgain(key: string): Promise<ObjectOnCos | undefined> {
    await wait(SECOND_LOOK_MS);
    return cos.head(key);
  }

  /** An extension that the rules no longer have breaks no rule: its objects were uploaded while it had one. */
  function isAllowed({ extension }: ParsedObjectKey, { bytes, contentType }: ObjectOnCos): boolean {
    const rule = rules.get(extension);
    return rule === undefined || (bytes <= rule.maxBytes && essenceOf(contentType) === essenceOf(rule.contentType));
  }

  async function deleteIfNew(key: string, { lastModifiedMs }: ObjectOnCos): Promise<void> {
    if (!(now() - lastModifiedMs < DELETE_WITHIN_MS)) return;
    await cos.deleteObject(key).catch(reportFailure);
  }

  return (keys) => {
    const startMs = now();
    let isReported = false;
    const unknown = ({ key }: ParsedObjectKey) => ({ cosKey: key, status: "unknown" }) as const;

    async function confirmInTime(key: ParsedObjectKey): Promise<ConfirmedUpload> {
      if (now() - startMs > MAX_WAIT_MS) return unknown(key);
      return confirm(key).catch((error: unknown) => {
        if (!(error instanceof CosCallError)) throw error;
        // One line for an outage, not one for each of the keys.
        if (!isReported) reportFailure(error);
        isReported = true;
        return unknown(key);
      });
    }

    return Promise.all(keys.map((key) => runLimited(() => confirmInTime(key))));
  };
}

/** A content type without parameters, in lower case. */
function essenceOf(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}
