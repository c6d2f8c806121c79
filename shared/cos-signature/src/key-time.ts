/** Start and end of a signature's validity, in Unix seconds. */
export interface KeyTime {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * Formats a key time as COS does: `<start>;<end>`.
 *
 * @throws {RangeError} unless both are whole Unix seconds and the end is after the start
 * @see Request Signature (436/7778), step 1
 * @example
 * formatKeyTime({ startSeconds: 1_557_989_151, endSeconds: 1_557_996_351 }); // "1557989151;1557996351"
 */
export function formatKeyTime({ startSeconds, endSeconds }: KeyTime): string {
  if (!isUnixSeconds(startSeconds) || !isUnixSeconds(endSeconds) || endSeconds <= startSeconds) {
    throw new RangeError(
      `key time ${startSeconds};${endSeconds} must be two whole Unix seconds, the end after the start`,
    );
  }
  return `${startSeconds};${endSeconds}`;
}

function isUnixSeconds(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
