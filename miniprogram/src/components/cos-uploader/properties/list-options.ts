import { listHooks } from "../hooks/list-hooks";
import type { PageHooks } from "../hooks/page-hooks";
import { LARGE_FILE_BYTES } from "../list/large-files";
import type { ListOptions } from "../list/list-options";
import { byteLimits, uploaderLimits } from "../list/size-limit";
import type { UploaderTexts } from "../texts/texts";
import type { Limits } from "../view/limits-text";
import { warn } from "../wechat/warn";
import type { PropertyValues } from "./properties";

/** The limits that the component shows. */
export function limitsOf({ mediaType, source, max, sizeLimit, accept }: PropertyValues): Limits {
  return { mediaTypes: mediaType, source, maxFiles: max, maxBytes: byteLimits(sizeLimit), accept };
}

/** Files with more bytes are sent in parts; Infinity if none is. */
export function partsAboveBytes({ multipart, method }: PropertyValues): number {
  if (multipart && method === "multipart") return 0;
  return multipart && method === "auto" ? LARGE_FILE_BYTES : Number.POSITIVE_INFINITY;
}

/** The list's options, from the current properties. */
export function listOptions(properties: PropertyValues, texts: UploaderTexts): ListOptions {
  const { mediaTypes, source, maxFiles, maxBytes, accept } = limitsOf(properties);
  const { serverUrl, authorize, concurrency, method, checkIntegrity, compress, confirm, fileTimeoutMs } = properties;
  return {
    uploader: {
      serverUrl,
      ...(authorize && { authorize }),
      concurrency,
      multipart: properties.multipart,
      maxBytes: uploaderLimits(maxBytes),
      ...(accept.length > 0 && { accept }),
    },
    upload: { method, checkIntegrity, compress, confirm, ...(fileTimeoutMs > 0 && { fileTimeoutMs }) },
    pick: { source, mediaTypes, config: properties.config, accept },
    maxFiles,
    maxBytes,
    disabled: properties.disabled,
    autoUpload: properties.autoUpload,
    confirmLargeBytes: properties.confirmLargeBytes,
    partsAboveBytes: partsAboveBytes(properties),
    keepScreenOn: properties.keepScreenOn,
    offerUnfinished: properties.offerUnfinished,
    privacy: properties.privacy,
    texts,
    hooks: listHooks(pageHooks(properties), { timeoutMs: properties.hookTimeoutMs, warn }),
  };
}

function pageHooks({ beforeAdd, prepare, beforeRemove }: PropertyValues): PageHooks {
  return { ...(beforeAdd && { beforeAdd }), ...(prepare && { prepare }), ...(beforeRemove && { beforeRemove }) };
}
