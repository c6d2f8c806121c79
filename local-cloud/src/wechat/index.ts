export { type Code2SessionOptions, WECHAT_ERRORS, type WechatError } from "./code2session.ts";
export { createLoginCode, openidOf } from "./login-codes.ts";
export {
  type LocalWechat,
  type StartLocalWechatOptions,
  startLocalWechat,
  type WechatFault,
} from "./start-local-wechat.ts";
