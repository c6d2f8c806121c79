import { fileExtension } from "../../../uploader/index";
import type { FileKind, LoadedPage, StoredFile } from "./state";

/** Documents that WeChat opens. https://developers.weixin.qq.com/miniprogram/dev/api/file/wx.openDocument.html */
const DOCUMENTS: readonly string[] = ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf"];

/** Makes a file of an entry of the list. */
export function toStoredFile(upload: LoadedPage["uploads"][number], endsAtMs: number): StoredFile {
  const { cosKey: key, bytes, contentType, storedAt, url, thumbnailUrl } = upload;
  const extension = fileExtension(key) ?? "";
  return {
    key,
    kind: kindOf(contentType, extension),
    extension,
    bytes,
    storedAtMs: storedAt * 1000,
    link: { url, thumbnailUrl, endsAtMs },
    thumbnail: "usual",
  };
}

function kindOf(contentType: string, extension: string): FileKind {
  if (/^image\/(?!svg)/i.test(contentType)) return "image";
  if (/^video\//i.test(contentType)) return "video";
  return DOCUMENTS.includes(extension) ? "document" : "other";
}
