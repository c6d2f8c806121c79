import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { fieldParts, formRequest } from "../support/multipart.ts";

/** The part of `wx` that cos-wx-sdk-v5 uses, over node:http. */
export interface WxStandIn {
  request(options: WxRequestOptions): { abort(): void };
  uploadFile(options: WxUploadOptions): { abort(): void; onProgressUpdate(listener: () => void): void };
  getStorageSync(name: string): undefined;
  setStorageSync(): void;
  removeStorageSync(): void;
  canIUse(name: string): boolean;
  getAppBaseInfo(): { readonly SDKVersion: string };
  getNetworkType(): void;
  getFileSystemManager(): FileSystemStandIn;
}

/** The part of a file system manager that cos-wx-sdk-v5 uses. */
interface FileSystemStandIn {
  stat(options: {
    readonly path: string;
    success(result: { stats: { readonly size: number; isDirectory(): boolean } }): void;
  }): void;
  readFile(options: {
    readonly filePath: string;
    readonly position?: number;
    readonly length?: number;
    success(result: { data: ArrayBuffer }): void;
  }): void;
}

interface WxResponse {
  readonly statusCode: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly data: string;
}

interface WxCallbacks {
  success(result: WxResponse): void;
  fail(failure: { errMsg: string }): void;
}

interface WxRequestOptions extends WxCallbacks {
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, string>>;
  readonly data?: string | ArrayBuffer;
}

interface WxUploadOptions extends WxCallbacks {
  readonly url: string;
  readonly header: Readonly<Record<string, string>>;
  readonly filePath: string;
  readonly name: string;
  readonly formData: Readonly<Record<string, string | number>>;
}

/** @param files texts of temporary files, by path */
export function createWxStandIn(files: Readonly<Record<string, string>>): WxStandIn {
  return {
    request({ url, method, header, data, ...callbacks }) {
      const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data ?? new ArrayBuffer(0));
      void call(url, method, header, bytes, callbacks);
      return { abort() {} };
    },
    uploadFile({ url, header, filePath, formData, ...callbacks }) {
      const file = { name: "file", value: files[filePath] ?? "", filename: filePath, type: "image/jpeg" };
      const fields = Object.entries(formData).map(([name, value]) => [name, String(value)]);
      const form = formRequest("", [...fieldParts(Object.fromEntries(fields)), file]);
      const { Host: _host, ...formHeaders } = Object.fromEntries(form.headers);
      // WeChat always sets the form's Content-Type itself.
      const kept = Object.entries(header).filter(([name]) => !/^content-(?:type|length)$/i.test(name));
      void call(url, "POST", { ...Object.fromEntries(kept), ...formHeaders }, Buffer.from(form.body ?? ""), callbacks);
      return { abort() {}, onProgressUpdate() {} };
    },
    getStorageSync: () => undefined,
    setStorageSync() {},
    removeStorageSync() {},
    canIUse: (name) => name === "getAppBaseInfo",
    getAppBaseInfo: () => ({ SDKVersion: "3.0.0" }),
    getNetworkType() {},
    getFileSystemManager: () => ({
      stat({ path, success }) {
        success({ stats: { size: Buffer.byteLength(files[path] ?? ""), isDirectory: () => false } });
      },
      readFile({ filePath, position = 0, length, success }) {
        const bytes = new TextEncoder().encode(files[filePath] ?? "");
        success({ data: bytes.slice(position, length === undefined ? bytes.length : position + length).buffer });
      },
    }),
  };
}

async function call(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  { success, fail }: WxCallbacks,
): Promise<void> {
  try {
    const result = await new Promise<WxResponse>((resolve, reject) => {
      const request = httpRequest(url, {
        method,
        agent: false,
        headers: { ...headers, "content-length": body.length },
      });
      request.on("error", reject).on("response", (response) => {
        text(response).then((data) => {
          resolve({ statusCode: response.statusCode ?? 0, header: response.headers, data });
        }, reject);
      });
      request.end(body);
    });
    success(result);
  } catch (error) {
    fail({ errMsg: String(error) });
  }
}
