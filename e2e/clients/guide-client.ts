import { fileExtension } from "@wx-cos-upload/miniprogram/uploader";
import type { NodeWechat } from "../wechat/node-wechat.ts";

/** What the guide's code shows in its dialogs: the status of COS's response, and the URL that it considers the object's. */
export interface GuideResult {
  readonly statusCode: number;
  readonly url: string;
}

/** The fields of a signing server's response that the guide's client reads. It reads nothing else, not even the status. */
interface SigningResponse {
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
 * Creates a client that behaves like the one in Tencent's "Direct Upload Guide for Mini Program", with its syntax errors fixed. It requests
 * a signature with the extension alone. It PUTs to https://cosHost/cosKey with Authorization and without a content type. It posts a
 * form whose success status is the number 200 and whose Content-Type is empty.
 */
export function createGuideClient(wx: NodeWechat, serverUrl: string) {
  function sign(path: string, filePath: string): Promise<SigningResponse> {
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
      const response = await sign("put-sign", filePath);
      const url = `https://${response.cosHost}/${response.cosKey}`;
      // The guide sets the token's header even without a token.
      const header = { Authorization: response.authorization, "x-cos-security-token": response.securityToken };
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
      const response = await sign("post-policy", filePath);
      const url = `https://${response.cosHost}`;
      const formData = {
        key: response.cosKey,
        success_action_status: 200,
        "Content-Type": "",
        "q-sign-algorithm": response.qSignAlgorithm,
        "q-ak": response.qAk,
        "q-key-time": response.qKeyTime,
        "q-signature": response.qSignature,
        policy: response.policy,
        ...(response.securityToken && { "x-cos-security-token": response.securityToken }),
      };
      return new Promise((resolve, reject) => {
        const success = ({ statusCode }: { statusCode: number }) =>
          resolve({ statusCode, url: `${url}/${response.cosKey}` });
        wx.uploadFile({ url, name: "file", filePath, formData, success, fail: reject });
      });
    },
  };
}
