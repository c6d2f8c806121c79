import { z } from "zod";
import type { TemporaryCredentials } from "./credential-provider.ts";
import { StsError } from "./sts-error.ts";

/** A code is a label of the metrics. A proxy may send any text in its place. */
const CODE = /^[A-Za-z][\w.]{0,127}$/;

const failure = z.object({
  Response: z.object({
    Error: z.object({ Code: z.string().regex(CODE), Message: z.string() }),
    RequestId: z.string().optional(),
  }),
});

const success = z.object({
  Response: z.object({
    Credentials: z.object({
      Token: z.string().min(1),
      TmpSecretId: z.string().min(1),
      TmpSecretKey: z.string().min(1),
    }),
    ExpiredTime: z.int().positive(),
  }),
});

/**
 * Parses a response of STS. Tencent's APIs use status 200 for errors too; any other status comes from a proxy in between.
 *
 * @throws {StsError} which quotes only the error's own code, message and request id
 */
export function readStsResponse(action: string, status: number, text: string): TemporaryCredentials {
  if (status !== 200) throw new StsError(action, `HttpStatus${status}`, "the response is not from STS itself");
  const json = parseJson(action, text);
  const failed = failure.safeParse(json);
  if (failed.success) {
    const { Error: error, RequestId: requestId } = failed.data.Response;
    throw new StsError(action, error.Code, `${error.Message} Request id ${requestId ?? "unknown"}`);
  }
  const parsed = success.safeParse(json);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new StsError(action, "MalformedResponse", `missing or invalid: ${fields}`);
  }
  const { Credentials: credentials, ExpiredTime: expiresSeconds } = parsed.data.Response;
  return {
    secretId: credentials.TmpSecretId,
    secretKey: credentials.TmpSecretKey,
    securityToken: credentials.Token,
    expiresSeconds,
  };
}

function parseJson(action: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be a truncated response with keys.
    throw new StsError(action, "MalformedResponse", "the response is not JSON");
  }
}
