import { CosError } from "../errors.ts";
import { checkTags, type Tag } from "../object/tags.ts";
import { checkRepeats } from "../request/cos-request.ts";
import {
  childText,
  malformed,
  onlyChild,
  readXmlBody,
  rejectOtherChildren,
  type XmlElement,
} from "../request/xml-body.ts";
import { element, XML_DECLARATION } from "../response/xml.ts";
import { authenticate } from "./authenticate.ts";
import type { Bucket, Operation } from "./operation.ts";

const MAX_TAGGING_BYTES = 64 * 1024;

/** PUT Object tagging (436/42997). */
export const putObjectTagging: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "PutObjectTagging");
  checkRepeats(request);
  const document = await readXmlBody(request, body, { root: "Tagging", maxBytes: MAX_TAGGING_BYTES });
  await replaceTags(bucket, request.key, checkTags(parseTags(document)));
  return { status: 200, headers: {} };
};

/** GET Object tagging (436/42998). */
export const getObjectTagging: Operation = async (bucket, request) => {
  authenticate(bucket, request, "GetObjectTagging");
  const object = bucket.store.find(request.key);
  if (object === undefined) throw new CosError("NoSuchKey");
  if (object.tags.length === 0) throw new CosError("NoSuchTagSet");
  const tags = object.tags.map(({ key, value }) => element("Tag", [element("Key", key), element("Value", value)]));
  return {
    status: 200,
    headers: { "Content-Type": "application/xml" },
    body: XML_DECLARATION + element("Tagging", [element("TagSet", tags)]),
  };
};

/** DELETE Object tagging (436/42999). */
export const deleteObjectTagging: Operation = async (bucket, request) => {
  authenticate(bucket, request, "DeleteObjectTagging");
  await replaceTags(bucket, request.key, []);
  return { status: 204, headers: {} };
};

async function replaceTags({ store }: Bucket, key: string, tags: readonly Tag[]): Promise<void> {
  if ((await store.update(key, { tags })) === undefined) throw new CosError("NoSuchKey");
}

function parseTags(document: XmlElement): readonly Tag[] {
  rejectOtherChildren(document, ["TagSet"]);
  const tagSet = onlyChild(document, "TagSet");
  if (tagSet === undefined) throw malformed("Tagging has no TagSet.");
  rejectOtherChildren(tagSet, ["Tag"]);
  return tagSet.children.map((tag) => {
    rejectOtherChildren(tag, ["Key", "Value"]);
    const [key, value] = [childText(tag, "Key"), childText(tag, "Value")];
    if (key === undefined || value === undefined) throw malformed("A Tag needs a Key and a Value.");
    return { key, value };
  });
}
