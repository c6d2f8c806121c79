import { isCosError } from "../cos/cos-error.ts";
import type { CosCalls, UnfinishedUpload } from "../cos/multipart-calls.ts";

export interface AbortUnfinishedOptions {
  readonly cos: CosCalls;
  /** Folders at the start of every object key, without a slash at either end. Uploads outside of it are left alone. */
  readonly prefix: string;
  /** How long an upload may be inactive. */
  readonly inactiveMs: number;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** Reports what it would abort, and aborts nothing. @default false */
  readonly isDryRun?: boolean;
  /** Called for each upload. */
  readonly report: (outcome: JanitorOutcome, upload: UnfinishedUpload, reason: string) => void;
}

/** `aborted` also in a dry run. `failed`: COS rejected a call, or did not respond. */
export type JanitorOutcome = "aborted" | "kept" | "failed";

/** How many uploads the janitor has seen, by outcome. */
export type JanitorCounts = Readonly<Record<JanitorOutcome, number>>;

/**
 * Aborts the unfinished uploads below the prefix whose last part is old. Age is not inactivity: a phone on a slow link can send the same
 * upload for days. Without parts, the start of the upload counts. Without a date, the upload is kept.
 *
 * @throws {CosCallError} if COS does not list the uploads
 */
export async function abortUnfinished(options: AbortUnfinishedOptions): Promise<JanitorCounts> {
  const { cos, prefix, inactiveMs, now, isDryRun = false, report } = options;
  const counts: Record<JanitorOutcome, number> = { aborted: 0, kept: 0, failed: 0 };

  async function judge(upload: UnfinishedUpload): Promise<readonly [outcome: JanitorOutcome, reason: string]> {
    // A young upload cannot have an old last part.
    if (now() - upload.initiatedMs < inactiveMs) return ["kept", "it has just begun"];
    const parts = await cos.listParts(upload).catch((error: unknown) => {
      if (isCosError(error, "NoSuchUpload")) return undefined;
      throw error;
    });
    if (parts === undefined) return ["kept", "it has ended meanwhile"];
    const lastMs = lastActivityMs(upload, parts);
    if (Number.isNaN(lastMs)) return ["kept", "COS reports no date for it"];
    const lastDate = new Date(lastMs).toISOString();
    if (now() - lastMs < inactiveMs) return ["kept", `last active ${lastDate}`];
    if (!isDryRun) await cos.abort(upload);
    return ["aborted", `last active ${lastDate}`];
  }

  for await (const upload of cos.listUnfinished(`${prefix}/`)) {
    const [outcome, reason] = await judge(upload).catch(
      (error: unknown) => ["failed", error instanceof Error ? error.message : String(error)] as const,
    );
    counts[outcome] += 1;
    report(outcome, upload, reason);
  }
  return counts;
}

/** The time of the latest part, or of the start. NaN if one of these times is unknown. */
function lastActivityMs({ initiatedMs }: UnfinishedUpload, parts: readonly { readonly lastModifiedMs: number }[]) {
  if (parts.length === 0) return initiatedMs;
  return parts.reduce((latest, { lastModifiedMs }) => Math.max(latest, lastModifiedMs), Number.NEGATIVE_INFINITY);
}
