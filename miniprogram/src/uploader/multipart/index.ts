export interface Multipart {
  readonly thresholdBytes: number;
}

export function createMultipart({ thresholdBytes = 10 * 1024 * 1024 }: { thresholdBytes?: number } = {}): Multipart {
  return { thresholdBytes };
}
