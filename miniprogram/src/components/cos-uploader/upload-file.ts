import { fileExtension, type UploadError, type UploadResult } from "../../uploader/index";
import { fieldsOf, readCount, readText } from "../../uploader/platform-values";
import { typeOfExtension } from "./list/accepted-types";
import type { FileType, GivenFile, Item, ItemPhase, PhaseName } from "./list/state";
import { canRetry, percentOf } from "./list/state";

/** The `error` of a failed file, in events. */
export type UploadFileError = Pick<
  UploadError,
  "code" | "stage" | "message" | "status" | "remoteCode" | "requestId" | "retryable"
>;

/** What is uploaded, in events. */
export type UploadFileResult = Omit<UploadResult, "confirmError"> & {
  /** Why the upload is not confirmed, if `confirmed` is false. */
  readonly confirmError?: UploadFileError | undefined;
};

/** A file in events and in the property `files`: TDesign's UploadFile with more fields. */
export interface UploadFile {
  /** Unique within the component. Its methods identify files by it. */
  readonly id?: number;
  /** The path on this phone, or the object's URL once the file is uploaded. */
  readonly url: string;
  readonly name?: string;
  /** In bytes. */
  readonly size?: number;
  readonly type?: FileType;
  /** An image that represents it. */
  readonly thumb?: string;
  /** Whether it has a button that removes it. By default as the property `removeBtn`. */
  readonly removeBtn?: boolean;
  /**
   * TDesign's words: `loading` under way, `done` uploaded, `reload` failed or cancelled and can be retried, `failed` failed and cannot
   * be retried. Missing while the file waits for `upload()`.
   */
  readonly status?: "loading" | "reload" | "failed" | "done";
  /** 0 to 100, if WeChat reports progress. */
  readonly percent?: number;
  /** Its exact state. */
  readonly state?: PhaseName;
  /** Present once this component has uploaded it. */
  readonly result?: UploadFileResult;
  /** What your own back end verifies: the same as `result.proof`. Present once the upload is confirmed, with the property `confirm`. */
  readonly proof?: string;
  /** Present once it has failed. */
  readonly error?: UploadFileError;
}

/** An item as events show it to the page. */
export function toUploadFile({ id, file, phase, removeBtn }: Item): UploadFile {
  const percent = percentOf(phase);
  const status = statusOf(phase);
  return {
    id,
    url: phase.name === "done" ? phase.result.objectUrl : file.path,
    name: file.name,
    size: file.bytes,
    type: file.type,
    thumb: file.thumbnailPath ?? "",
    ...(removeBtn !== undefined && { removeBtn }),
    ...(status && { status }),
    ...(percent !== undefined && { percent }),
    state: phase.name,
    ...(phase.name === "done" && { result: toUploadFileResult(phase.result) }),
    ...(phase.name === "done" && phase.result.proof !== undefined && { proof: phase.result.proof }),
    ...(phase.name === "failed" && { error: toUploadFileError(phase.error) }),
  };
}

/**
 * Reads an entry of the property `files`: one of the component's own files, identified by its id, or one that was uploaded before. The
 * values are validated, because pages pass on data from servers and databases: a size may be a string.
 */
export function fromUploadFile(given: unknown): GivenFile {
  const { id, url, name, size, type, thumb, removeBtn } = fieldsOf(given);
  const path = readText(url) ?? "";
  const known = type === "image" || type === "video" || type === "file" ? type : typeOfExtension(fileExtension(path));
  const thumbnailPath = readText(thumb) ?? (known === "image" ? path : undefined);
  return {
    id: readCount(id),
    ...(typeof removeBtn === "boolean" && { removeBtn }),
    file: { path, name: readText(name) ?? "", bytes: readCount(size) ?? 0, type: known, thumbnailPath },
  };
}

function toUploadFileResult({ confirmError, ...result }: UploadResult): UploadFileResult {
  return { ...result, ...(confirmError && { confirmError: toUploadFileError(confirmError) }) };
}

/** Copies the fields, because an event's detail is serialized between threads, and an Error would lose its fields. */
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
