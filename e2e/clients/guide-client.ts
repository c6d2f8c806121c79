import { fileExtension } from "@wx-cos-upload/miniprogram/uploader";
import type { WechatApi } from "@wx-cos-upload/miniprogram/wechat-platform";

/** What the guide's code shows in its dialogs: the status COS answered, and the URL it takes for the object's. */
export interface GuideResult {
  readonly statusCode: number;
  readonly url: string;
}

/** The flat fields that the guide's client reads of a signing server's answer; it looks at nothing else, not even the status. */
interface GuideAnswer {
  readonly cosHost: string;
  readonly cosKey: string;
  readonly authorization?: string;
  readonly securityToken?: string;
  readonly policy?: string;
  readonly qSignAlgorithm?: string;
  readonly qAk?: string;
  readonly qKeyTime?: string;
  readonly qSignature?: string;
}

/**
 * A client that behaves as the one of Tencent's "Direct Upload Guide for Mini Program" does, with its expressions mended: it asks
 * with the extension alone, PUTs to https://cosHost/cosKey with Authorization and no type, and posts a form whose success status
 * is the number 200 and whose Content-Type is empty.
 */
export function createGuideClient(wx: WechatApi, serverUrl: string) {
  function sign(path: string, filePath: string): Promise<GuideAnswer> {
    return new Promise((resolve, reject) => {
      const url = `${serverUrl}/${path}?ext=${fileExtension(filePath) ?? ""}`;
      wx.request({
        method: "GET",
        url,
        dataType: "json",
        success: ({ data }) => resolve(JSON.parse(data)),
        fail: reject,
      });
    });
  }

  return {
    async put(filePath: string): Promise<GuideResult> {
      const answer = await sign("put-sign", filePath);
      const url = `https://${answer.cosHost}/${answer.cosKey}`;
      // The guide names the token even where there is none.
      const header = { Authorization: answer.authorization, "x-cos-security-token": answer.securityToken };
      return new Promise((resolve, reject) => {
        wx.getFileSystemManager().readFile({
          filePath,
          success: ({ data }) =>
            wx.request({
              url,
              method: "PUT",
              header,
              data,
              success: ({ statusCode }) => resolve({ statusCode, url }),
              fail: reject,
            }),
          fail: reject,
        });
      });
    },

    async post(filePath: string): Promise<GuideResult> {
      const answer = await sign("post-policy", filePath);
      const url = `https://${answer.cosHost}`;
      const formData = {
        key: answer.cosKey,
        success_action_status: 200,
        "Content-Type": "",
        "q-sign-algorithm": answer.qSignAlgorithm,
        "q-ak": answer.qAk,
        "q-key-time": answer.qKeyTime,
        "q-signature": answer.qSignature,
        policy: answer.policy,
        ...(answer.securityToken && { "x-cos-security-token": answer.securityToken }),
      };
      return new Promise((resolve, reject) => {
        const success = ({ statusCode }: { statusCode: number }) =>
          resolve({ statusCode, url: `${url}/${answer.cosKey}` });
        wx.uploadFile({ url, name: "file", filePath, formData, success, fail: reject });
      });
    },
  };
}
