import { createHash } from "node:crypto";
import { openidOf, startLocalWechat, type WechatFault } from "@wx-cos-upload/local-cloud/wechat";
import { createOwnerSegment, wechatAuthentication } from "@wx-cos-upload/server";
import { createLogger } from "@wx-cos-upload/server/advanced";
import { type StackOptions, startStack } from "./start-stack.ts";

export const SESSION_SECONDS = 7_200;

const APP_ID = "wx0123456789abcdef";
const OWNER_KEY = "an owner key of the tests, and of nothing else";

export type LoginStack = Awaited<ReturnType<typeof startLoginStack>>;

/** A stack with AUTH=wechat: users log in at the local stand-in for WeChat's login. */
export async function startLoginStack(options: StackOptions = {}) {
  const clock = { nowMs: Date.now() };
  const now = () => clock.nowMs;
  /** What goes wrong at the next calls of code2Session. */
  const faults: WechatFault[] = [];
  /** Tokens that were given. */
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
        if (authentication.logIn === undefined) throw new Error("AUTH=wechat without a login");
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
    /** How often code2Session was called. */
    code2SessionCalls: () => calls,
    /** What a restart with other SESSION_KEYS does: no token that was given holds any more. */
    endSessions() {
      authentication = authenticationWith(createHash("sha256").update(tokens.join()).digest("hex"));
    },
    /** The folder of a device's user. */
    folderOf: (device: string) => `uploads/${createOwnerSegment(OWNER_KEY)(openidOf(APP_ID, device))}/`,
    async close() {
      await stack.close();
      await wechat.close();
    },
  };
}
