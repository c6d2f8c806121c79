import type { CosEventRecord, CosEventResponse, StoredUpload } from "@wx-cos-upload/contract";
import { ProblemError } from "../errors.ts";
import type { StoredObjects } from "../objects/stored-objects.ts";
import type { UploadUser } from "../objects/upload-events.ts";
import type { Owner } from "../owner.ts";
import type { ParsedObjectKey, ParseObjectKey } from "../uploads/parse-object-key.ts";

/** What becomes of one record. */
export type CosEventOutcome = keyof CosEventResponse;

export interface CosEventsOptions {
  /** `name-appid`. */
  readonly bucket: string;
  readonly parseObjectKey: ParseObjectKey;
  readonly objects: Pick<StoredObjects, "confirm">;
  /** Queues a webhook. @throws {Error} while the queue is away */
  readonly queueStored: (upload: StoredUpload, user: UploadUser) => Promise<void>;
  /** The user whose folder it is, as proofs name them; `undefined` if the server does not know the id. */
  readonly subjectOf: (owner: Owner) => string | undefined;
  readonly count: (outcome: CosEventOutcome | "failed") => void;
}

/**
 * Queues a webhook for each object that COS reports as created, with the id that confirm uses. An event proves nothing, so each object is looked up in COS.
 *
 * @throws {ProblemError} `cos_unavailable`, `queue_unavailable`, `credentials_unavailable`: send the event again
 */
export type HandleCosEvent = (records: readonly CosEventRecord[]) => Promise<CosEventResponse>;

const CREATED = "cos:ObjectCreated:";

/** Creates a {@link HandleCosEvent}. */
export function createCosEvents(options: CosEventsOptions): HandleCosEvent {
  const { bucket, parseObjectKey, objects, queueStored, subjectOf, count } = options;
  const separator = bucket.lastIndexOf("-");
  const keyPrefix = `/${bucket.slice(separator + 1)}/${bucket.slice(0, separator)}/`;

  function parseRecord({ cos, event }: CosEventRecord): ParsedObjectKey | undefined {
    const { key } = cos.cosObject;
    if (!event.eventName.startsWith(CREATED) || !key.startsWith(keyPrefix)) return undefined;
    const objectKey = key.slice(keyPrefix.length);
    return parseObjectKey(objectKey) ?? parseObjectKey(decoded(objectKey));
  }

  async function handle(record: CosEventRecord): Promise<CosEventOutcome> {
    const parsed = parseRecord(record);
    if (parsed === undefined) return "ignored";
    const { key, owner } = parsed;
    const [upload] = await objects.confirm([key], owner);
    if (upload === undefined || upload.status === "unknown") throw unavailable("cos_unavailable", "COS did not say");
    if (upload.status !== "stored") return upload.status;
    const user = { owner, subject: owner && subjectOf(owner) };
    await queueStored(upload, user).catch((cause: unknown) => {
      throw unavailable("queue_unavailable", "the queue of webhooks is away", cause);
    });
    return "queued";
  }

  return async (records) => {
    const counts: Record<CosEventOutcome, number> = { queued: 0, missing: 0, rejected: 0, ignored: 0 };
    for (const record of records) {
      const outcome = await handle(record).catch((error: unknown) => {
        count("failed");
        throw error;
      });
      count(outcome);
      counts[outcome] += 1;
    }
    return counts;
  };
}

/** Keys of this server need no encoding, but COS's documents do not say whether events encode them. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unavailable(code: "cos_unavailable" | "queue_unavailable", reason: string, cause?: unknown): ProblemError {
  return new ProblemError(code, `${reason}; send the event again`, { headers: { "Retry-After": "5" }, cause });
}
