import { fileExtension, type UploadError, type UploadResult } from "../../uploader/index";
import { fieldsOf, readCount, readText } from "../../uploader/platform-values";
import { typeOfExtension } from "./list/accepted-types";
import type { FileType, GivenFile, Item, ItemPhase, PhaseName } from "./list/state";
import { canRetry, percentOf } from "./list/state";

/** What a failed file's `error` tells a page. */
export type UploadFileError = Pick<
  UploadError,
  "code" | "stage" | "message" | "status" | "remoteCode" | "requestId" | "retryable"
>;

/** A file as events tell of it and as the property `files` takes it: TDesign's UploadFile with more. */
export interface UploadFile {
  /** Unique within the component; what its methods take. */
  readonly id?: number;
  /** The object's URL once uploaded, until then the path on this phone. */
  readonly url: string;
  readonly name?: string;
  /** In bytes. */
  readonly size?: number;
  readonly type?: FileType;
  /** An image to show for it. */
  readonly thumb?: string;
  /**
   * TDesign's words: `loading` under way, `done` uploaded, `reload` failed or cancelled and may be begun anew,
   * `failed` for good. Missing while it waits for `upload()`.
   */
  readonly status?: "loading" | "reload" | "failed" | "done";
  /** 0 to 100, only where WeChat tells. */
  readonly percent?: number;
  /** Exactly where it stands. */
  readonly state?: PhaseName;
  /** Once uploaded in this component. */
  readonly result?: UploadResult;
  /** Once failed. */
  readonly error?: UploadFileError;
}

export function toUploadFile({ id, file, phase }: Item): UploadFile {
  const percent = percentOf(phase);
  const status = statusOf(phase);
  return {
    id,
    url: phase.name === "done" ? phase.result.objectUrl : file.path,
    name: file.name,
    size: file.bytes,
    type: file.type,
    thumb: file.thumbnailPath ?? "",
    ...(status && { status }),
    ...(percent !== undefined && { percent }),
    state: phase.name,
    ...(phase.name === "done" && { result: phase.result }),
    ...(phase.name === "failed" && { error: toUploadFileError(phase.error) }),
  };
}

/**
 * One of the component's own by its id, or one that was uploaded before. Pages hand on what a server or a database gave them, so the
 * values are checked: a size may be a string.
 */
export function fromUploadFile(given: UploadFile): GivenFile {
  const { id, url, name, size, type, thumb } = fieldsOf(given);
  const path = readText(url) ?? "";
  const known = type === "image" || type === "video" || type === "file" ? type : typeOfExtension(fileExtension(path));
  const thumbnailPath = readText(thumb) ?? (known === "image" ? path : undefined);
  return {
    id: readCount(id),
    file: { path, name: readText(name) ?? "", bytes: readCount(size) ?? 0, type: known, thumbnailPath },
  };
}

/** An event's detail crosses from one thread to another, where an Error would lose its fields. */
function toUploadFileError(error: UploadError): UploadFileError {
  const { code, stage, message, status, remoteCode, requestId, retryable } = error;
  return { code, stage, message, status, remoteCode, requestId, retryable };
}

function statusOf(phase: ItemPhase): UploadFile["status"] {
  if (phase.name === "done" || phase.name === "kept") return "done";
  if (phase.name === "cancelled") return "reload";
  if (phase.name === "failed") return canRetry(phase.error) ? "reload" : "failed";
  return phase.name === "ready" ? undefined : "loading";
}
