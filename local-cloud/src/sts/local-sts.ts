import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { LocalAccount } from "./account.ts";
import { ACTIONS, type Grant } from "./actions.ts";
import type { CredentialsRegistry } from "./credentials-registry.ts";
import { readCall } from "./sts-call.ts";
import { StsError } from "./sts-error.ts";
import { verifyCall } from "./verify-call.ts";

/** One call in the log. It contains no key, token or policy. */
export interface StsLogEntry {
  readonly requestId: string;
  readonly action: string;
  /** The code of an error. */
  readonly code?: string;
}

/** Options of {@link createLocalSts}. */
export interface LocalStsOptions {
  /** Stores new credentials, so that the local bucket finds them. */
  readonly registry: CredentialsRegistry;
  readonly account: LocalAccount;
  /** The current time in Unix milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
  /** Creates the ids of requests. */
  readonly randomId: () => string;
  readonly log: (entry: StsLogEntry) => void;
}

/**
 * Creates an STS that follows Tencent's API 3.0: calls are a POST of JSON, signed with TC3-HMAC-SHA256. Errors have status 200 and an
 * `Error` in the body.
 */
export function createLocalSts({
  registry,
  account,
  now,
  randomBytes,
  randomId,
  log,
}: LocalStsOptions): RequestListener {
  return (request, response) => {
    const requestId = randomId();
    const action = String(request.headers["x-tc-action"] ?? "");
    respondTo(request).then(
      (result) => {
        log({ requestId, action });
        send(response, { ...result, RequestId: requestId });
      },
      (thrown: unknown) => {
        const error = thrown instanceof StsError ? thrown : new StsError("InternalError.SystemError");
        log({ requestId, action, code: error.code });
        // Discard the rest of a rejected body: a client that is still writing reads the response only when it has finished.
        request.resume();
        send(response, { Error: { Code: error.code, Message: error.message }, RequestId: requestId });
      },
    );
  };

  async function respondTo(request: IncomingMessage): Promise<object> {
    const call = await readCall(request);
    const nowSeconds = Math.floor(now() / 1000);
    const action = ACTIONS.get(call.action);
    if (action === undefined) throw new StsError("InvalidAction");
    const caller = () => verifyCall(call, registry, nowSeconds);
    return issue(action({ call, account, caller, isPermanent: registry.isPermanent }), nowSeconds);
  }

  function issue({ durationSeconds, policies }: Grant, nowSeconds: number): object {
    const expiresSeconds = nowSeconds + durationSeconds;
    const secretId = `AKID${randomBytes(24).toString("base64url")}`;
    const secretKey = randomBytes(24).toString("base64url");
    const securityToken = randomBytes(96).toString("base64url");
    registry.add({ secretId, secretKey, securityToken, expiresSeconds, policies });
    return {
      Credentials: { Token: securityToken, TmpSecretId: secretId, TmpSecretKey: secretKey },
      ExpiredTime: expiresSeconds,
      Expiration: new Date(expiresSeconds * 1000).toISOString().replace(".000Z", "Z"),
    };
  }
}

function send(response: ServerResponse, result: object): void {
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ Response: result }));
}
