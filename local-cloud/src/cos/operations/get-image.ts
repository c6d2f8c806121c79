import { buffer } from "node:stream/consumers";
import { CosError } from "../errors.ts";
import { parseImageMogr2 } from "../image/instructions.ts";
import { processImage } from "../image/process-image.ts";
import { checkReadable } from "../object/object-metadata.ts";
import { checkRepeats } from "../request/cos-request.ts";
import { authenticateReader } from "./authenticate.ts";
import { overriddenHeaders, sandboxHeaders } from "./object-headers.ts";
import type { Operation } from "./operation.ts";

/** The parameter that selects this operation. The rest of its name is the instruction. */
export const IMAGE_PARAMETER = "imageMogr2/*";
const NAME = "imageMogr2/";

/** Largest image that COS processes. Image processing (436/44880), "Limits" */
const MAX_IMAGE_BYTES = 32 * 1024 * 1024;

/** GET Object with `?imageMogr2/…` (436/44880): a thumbnail of an image. It needs GetObject, as the object itself does. */
export const getImage: Operation = async (bucket, request) => {
  authenticateReader(bucket, request, "GetObject");
  checkRepeats(request);
  const [parameter = "", another] = request.query.map(([name]) => name).filter((name) => name.startsWith(NAME));
  if (another !== undefined || parameter.includes("|")) {
    throw new CosError("NotImplemented", "The local bucket does not model several instructions for one image.");
  }
  const instructions = parseImageMogr2(parameter);
  const opened = await bucket.store.open(request.key);
  if (opened === undefined) throw new CosError("NoSuchKey");
  const { object } = opened;
  try {
    checkReadable(object);
    if (object.bytes > MAX_IMAGE_BYTES) {
      throw new CosError("InvalidArgument", `The image has more than ${MAX_IMAGE_BYTES} bytes.`);
    }
  } catch (error) {
    await opened.close();
    throw error;
  }
  const { bytes, contentType } = await processImage(await buffer(opened.read()), instructions);
  const described = { "Content-Type": contentType, ...overriddenHeaders(request) };
  return {
    status: 200,
    headers: {
      ...described,
      ...sandboxHeaders(described["Content-Type"]),
      "Last-Modified": new Date(object.lastModifiedMs).toUTCString(),
    },
    body: bytes,
  };
};
