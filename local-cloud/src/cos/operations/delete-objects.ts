import { CosError } from "../errors.ts";
import { checkRepeats, firstValue } from "../request/cos-request.ts";
import { checkObjectKey } from "../request/object-key.ts";
import {
  childrenNamed,
  childText,
  malformed,
  readXmlBody,
  rejectOtherChildren,
  type XmlElement,
} from "../request/xml-body.ts";
import { asCosError } from "../response/error-response.ts";
import { element, XML_DECLARATION } from "../response/xml.ts";
import { verifyRequest } from "./authenticate.ts";
import { checkPermission } from "./check-permission.ts";
import type { Operation } from "./operation.ts";

/** Most keys in one request. DELETE Multiple Objects (436/8289) */
const MAX_KEYS = 1000;
/** Enough for the most and longest keys, with every byte escaped. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

/** DELETE Multiple Objects (436/8289). It needs DeleteObject for each key, and reports a key that it could not delete in its 200. */
export const deleteObjects: Operation = async (bucket, request, body) => {
  const credentials = verifyRequest(bucket, request);
  checkRepeats(request);
  if (!firstValue(request.headers, "content-md5")) {
    throw new CosError("InvalidRequest", "DELETE Multiple Objects needs the header Content-MD5.");
  }
  const document = await readXmlBody(request, body, { root: "Delete", maxBytes: MAX_DOCUMENT_BYTES });
  const { keys, isQuiet } = parseDocument(document);

  async function remove(key: string): Promise<readonly string[]> {
    try {
      checkPermission(bucket, credentials, { action: "DeleteObject", key, named: new Map(request.headers) });
      checkObjectKey(key);
      await bucket.store.delete(key);
      return isQuiet ? [] : [element("Deleted", [element("Key", key)])];
    } catch (thrown) {
      const { code, message } = asCosError(thrown);
      return [element("Error", [element("Key", key), element("Code", code), element("Message", message)])];
    }
  }

  const results: string[] = [];
  for (const key of keys) results.push(...(await remove(key)));
  return {
    status: 200,
    headers: { "Content-Type": "application/xml" },
    body: XML_DECLARATION + element("DeleteResult", results),
  };
};

function parseDocument(document: XmlElement): { readonly keys: readonly string[]; readonly isQuiet: boolean } {
  rejectOtherChildren(document, ["Quiet", "Object"]);
  const quiet = childText(document, "Quiet") ?? "false";
  if (quiet !== "true" && quiet !== "false") throw malformed("Quiet must be true or false.");
  const keys = childrenNamed(document, "Object").map(parseObject);
  if (keys.length === 0 || keys.length > MAX_KEYS) throw malformed(`It must have 1 to ${MAX_KEYS} Objects.`);
  return { keys, isQuiet: quiet === "true" };
}

function parseObject(object: XmlElement): string {
  rejectOtherChildren(object, ["Key", "VersionId"]);
  if (childText(object, "VersionId"))
    throw new CosError("NotImplemented", "The local bucket does not model VersionId.");
  const key = childText(object, "Key");
  if (key === undefined) throw malformed("An Object needs a Key.");
  return key;
}
