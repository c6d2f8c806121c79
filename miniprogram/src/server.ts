import { SERVER_URLS } from "./config";
import type { Authorize } from "./uploader/index";
import { createUploadsClient, type UploadsClient } from "./uploader/uploads/index";
import { createWechatLogin } from "./uploader/wechat-login";

/** The signing server, and the user's session there. */
export interface Server {
  readonly url: string;
  /** Logs the user in, if the server offers a login. */
  readonly authorize: Authorize;
  readonly uploads: UploadsClient;
}

let server: Server | undefined;

/** Returns the signing server of this build. All pages share it, so the user logs in once. */
export function connectServer(): Server {
  server ??= createServer(SERVER_URLS[wx.getAccountInfoSync().miniProgram.envVersion]);
  return server;
}

function createServer(serverUrl: string): Server {
  const authorize = logInFirst(createWechatLogin({ serverUrl }));
  return { url: serverUrl, authorize, uploads: createUploadsClient({ serverUrl, authorize }) };
}

/**
 * Makes a login happen before the first request, not after a 401. A server whose login is optional accepts an upload without a token, and the
 * upload would belong to nobody. After a server turned out to have no login, no further one is tried.
 *
 * @param logIn a function of `createWechatLogin`
 */
export function logInFirst(logIn: Authorize): Authorize {
  let isOffered = true;
  return async (rejectedToken) => {
    const token = await logIn(rejectedToken);
    if (token !== undefined || rejectedToken !== undefined || !isOffered) return token;
    const firstToken = await logIn("");
    isOffered = firstToken !== undefined;
    return firstToken;
  };
}
