import { OPERATION_NAMES, type OperationName } from "./operation-name.ts";

/** A failure of one request. At least one of `status`, `code`, `delayMs` and `cutAfterBytes` is set. */
export interface Failure {
  /** The next request for this operation fails. @default the next request for any operation */
  readonly operation?: OperationName;
  /** HTTP status of the error response, 400 to 599. The operation is not carried out. @default 503 if there is a `code` */
  readonly status?: number;
  /** The `<Code>` of the error response: `SlowDown`. @default "ServiceUnavailable" if there is a `status` */
  readonly code?: string;
  /** How long the request waits before it is handled, in milliseconds. @default 0 */
  readonly delayMs?: number;
  /**
   * Closes the connection in the middle. A PUT or POST is cut off after the bucket has received this many bytes of its body, or at the
   * body's end, and nothing is stored; a request that is rejected without reading its body is not cut off. Other responses are cut off
   * after this many bytes of their body; 0 means without a response.
   */
  readonly cutAfterBytes?: number;
}

/** Failures that wait for a request. */
export interface FailureQueue {
  /** @throws {TypeError} if the failure is empty, contradictory or out of range */
  add(failure: Failure): void;
  /** Removes and returns the first failure for an operation. */
  take(operation: OperationName | undefined): Failure | undefined;
  clear(): void;
}

/** Creates a {@link FailureQueue}. */
export function createFailureQueue(): FailureQueue {
  const waiting: Failure[] = [];
  return {
    add(failure) {
      const problem = problemOf(failure);
      if (problem !== undefined) throw new TypeError(`failNext: ${problem}`);
      waiting.push(failure);
    },
    take(operation) {
      const index = waiting.findIndex((failure) => (failure.operation ?? operation) === operation);
      return index < 0 ? undefined : waiting.splice(index, 1)[0];
    },
    clear() {
      waiting.length = 0;
    },
  };
}

function problemOf({ operation, status, code, delayMs, cutAfterBytes }: Failure): string | undefined {
  if (status === undefined && code === undefined && delayMs === undefined && cutAfterBytes === undefined) {
    return "needs status, code, delayMs or cutAfterBytes";
  }
  if (operation !== undefined && !OPERATION_NAMES.includes(operation)) {
    return `operation must be one of ${OPERATION_NAMES.join(", ")}`;
  }
  if (status !== undefined && !(Number.isInteger(status) && status >= 400 && status <= 599)) {
    return "status must be 400 to 599";
  }
  if (code !== undefined && !/^[A-Za-z]+$/.test(code)) return "code must be letters, such as SlowDown";
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs < 2 ** 31)) return "delayMs must be 0 to 2147483647";
  if (cutAfterBytes === undefined) return undefined;
  if (!(Number.isSafeInteger(cutAfterBytes) && cutAfterBytes >= 0))
    return "cutAfterBytes must be a whole number from 0";
  if (status !== undefined || code !== undefined) return "cutAfterBytes excludes status and code";
  return undefined;
}
