type RandomBytes = (bytes: number) => Buffer;

/**
 * An `x-cos-request-id`: the Base64 form of `<Unix seconds>_<8 digits>_<4 digits>_<4 digits>`, all hex.
 *
 * @see Common Response Headers (436/7729). The form is read off its samples.
 */
export function createRequestId(nowSeconds: number, randomBytes: RandomBytes): string {
  const parts = [4, 2, 2].map((bytes) => randomBytes(bytes).toString("hex"));
  return base64([nowSeconds.toString(16), ...parts].join("_"));
}

/** An `x-cos-trace-id`: the Base64 form of hex digits. It stands on errors only. */
export function createTraceId(randomBytes: RandomBytes): string {
  return base64(randomBytes(32).toString("hex"));
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
