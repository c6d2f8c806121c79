/** What has passed between the phone and one server. */
export interface Traffic {
  /** Bytes that have passed from the phone to the server. */
  readonly sentBytes: () => number;
  /** Bytes that have passed from the server to the phone. */
  readonly receivedBytes: () => number;
  /** Resolves when that many bytes have passed to the server. */
  sent(bytes: number): Promise<void>;
  /** The first line of each connection, oldest first: `PUT /a.mp4?partNumber=1 HTTP/1.1`. Phones open a connection for each request. */
  readonly requests: () => readonly LinkedRequest[];
}

/** A request that has entered a link. */
export interface LinkedRequest {
  readonly line: string;
  /** The clock's milliseconds when its first bytes entered the link. */
  readonly startedMs: number;
}

/** Counts {@link Traffic}. */
export interface TrafficCounter extends Traffic {
  countRequest(request: LinkedRequest): void;
  countSent(bytes: number): void;
  countReceived(bytes: number): void;
}

/** Starts to count. */
export function countTraffic(): TrafficCounter {
  let sentBytes = 0;
  let receivedBytes = 0;
  const requests: LinkedRequest[] = [];
  const waiting = new Map<() => void, number>();
  return {
    sentBytes: () => sentBytes,
    receivedBytes: () => receivedBytes,
    requests: () => requests,
    sent: (bytes) =>
      new Promise((resolve) => {
        if (sentBytes >= bytes) resolve();
        else waiting.set(resolve, bytes);
      }),
    countRequest: (request) => requests.push(request),
    countSent(bytes) {
      sentBytes += bytes;
      for (const [resolve, wanted] of waiting) {
        if (sentBytes < wanted) continue;
        waiting.delete(resolve);
        resolve();
      }
    },
    countReceived(bytes) {
      receivedBytes += bytes;
    },
  };
}
