import { createHash } from "node:crypto";
import { openidOf, startLocalWechat, type WechatFault } from "@wx-cos-upload/local-cloud/wechat";
import { createOwnerSegment, wechatAuthentication } from "@wx-cos-upload/server";
import { createLogger } from "@wx-cos-upload/server/advanced";
import { type StackOptions, startStack } from "./start-stack.ts";

/** Lifetime of the stack's session tokens, in seconds. */
export const SESSION_SECONDS = 7_200;

const APP_ID = "wx0123456789abcdef";
const OWNER_KEY = "an owner key of the tests, and of nothing else";

/** A running stack with login, and what tests can observe and change in it. */
export type LoginStack = Awaited<ReturnType<typeof startLoginStack>>;

/** Starts a stack with AUTH=wechat. Users log in at the local stand-in for WeChat's login. */
export async function startLoginStack(options: StackOptions = {}) {
  const clock = { nowMs: Date.now() };
  const now = () => clock.nowMs;
  /** Faults of the next calls of code2Session, in order. */
  const faults: WechatFault[] = [];
  /** The session tokens issued so far. */
  const tokens: string[] = [];
  const logLines: string[] = [];
  let calls = 0;
  const wechat = await startLocalWechat({
    appId: APP_ID,
    now,
    fault: () => {
      calls += 1;
      return faults.shift();
    },
  });
  const authenticationWith = (sessionKey: string) =>
    wechatAuthentication(
      {
        appId: APP_ID,
        appSecret: wechat.appSecret,
        sessionKeys: [sessionKey],
        sessionSeconds: SESSION_SECONDS,
        ownerKey: OWNER_KEY,
        url: wechat.url,
      },
      { fetch, now },
    );
  let authentication = authenticationWith("the first session key of the tests");
  const logger = createLogger({ write: (line) => void logLines.push(line) }, (text) => text);
  const stack = await startStack({
    ...options,
    clock,
    login: {
      authenticator: (req) => authentication.authenticator(req),
      async logIn(code) {
        if (authentication.logIn === undefined) throw new Error("AUTH=wechat has no login");
        const loggedIn = await authentication.logIn(code);
        tokens.push(loggedIn.token);
        return loggedIn;
      },
    },
    logRequest: logger.logRequest,
    logFailure: logger.logFailure,
  });
  return {
    ...stack,
    faults,
    tokens,
    logLines,
    /** Returns the number of code2Session calls so far. */
    code2SessionCalls: () => calls,
    /** Invalidates all session tokens, as a restart with other SESSION_KEYS does. */
    endSessions() {
      authentication = authenticationWith(createHash("sha256").update(tokens.join()).digest("hex"));
    },
    /** Returns the upload folder of a device's user. */
    folderOf: (device: string) => `uploads/${createOwnerSegment(OWNER_KEY)(openidOf(APP_ID, device))}/`,
    async close() {
      await stack.close();
      await wechat.close();
    },
  };
}
