/**
 * What stands on every answer, whatever it says.
 *
 * @see Common Response Headers (436/7729)
 */
export function commonHeaders(nowMs: number, requestId: string): Record<string, string> {
  return { Server: "tencent-cos", Date: new Date(nowMs).toUTCString(), "x-cos-request-id": requestId };
}
