/** When a signature starts and ends to be valid, in Unix seconds. */
export interface KeyTime {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * KeyTime as COS writes it: `<start>;<end>`.
 *
 * @throws {RangeError} unless both are whole Unix seconds and the end lies after the start.
 * @see Request Signature (436/7778), step 1
 */
export function formatKeyTime({ startSeconds, endSeconds }: KeyTime): string {
  if (!isUnixSeconds(startSeconds) || !isUnixSeconds(endSeconds) || endSeconds <= startSeconds) {
    throw new RangeError(
      `key time ${startSeconds};${endSeconds}: needs two whole Unix seconds, the end after the start`,
    );
  }
  return `${startSeconds};${endSeconds}`;
}

function isUnixSeconds(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
