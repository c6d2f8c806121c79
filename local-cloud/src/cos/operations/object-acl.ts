import { appidOf } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { type ObjectAcl, parseObjectAcl } from "../object/object-metadata.ts";
import { checkRepeats, firstValue } from "../request/cos-request.ts";
import { rejectBody } from "../request/unused-body.ts";
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

const MAX_ACL_BYTES = 64 * 1024;

/** The two groups of COS, and the ACL of an object that a group may read. PUT Object acl (436/7748) */
const READERS: ReadonlyArray<readonly [group: string, acl: ObjectAcl]> = [
  ["http://cam.qcloud.com/groups/global/AllUsers", "public-read"],
  ["http://cam.qcloud.com/groups/global/AuthenticatedUsers", "authenticated-read"],
];

/** GET Object acl (436/7744). */
export const getObjectAcl: Operation = async (bucket, request) => {
  authenticate(bucket, request, "GetObjectACL");
  const object = bucket.store.find(request.key);
  if (object === undefined) throw new CosError("NoSuchKey");
  return {
    status: 200,
    headers: { "Content-Type": "application/xml", "x-cos-acl": object.acl },
    body: XML_DECLARATION + renderAcl(bucket, object.acl),
  };
};

/** PUT Object acl (436/7748): by x-cos-acl, or by an XML body that says the same. Grants to other accounts are not modelled. */
export const putObjectAcl: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "PutObjectACL");
  checkRepeats(request);
  const header = firstValue(request.headers, "x-cos-acl");
  if (header !== undefined) await rejectBody(body);
  const acl =
    header === undefined
      ? parseAcl(bucket, await readXmlBody(request, body, { root: "AccessControlPolicy", maxBytes: MAX_ACL_BYTES }))
      : parseObjectAcl(header);
  if ((await bucket.store.update(request.key, { acl })) === undefined) throw new CosError("NoSuchKey");
  return { status: 200, headers: {} };
};

function renderAcl(bucket: Bucket, acl: ObjectAcl): string {
  const owner = [element("ID", ownerId(bucket)), element("DisplayName", ownerId(bucket))];
  const grants = [
    ["CanonicalUser", owner, "FULL_CONTROL"] as const,
    ...READERS.filter(([, own]) => own === acl).map(([group]) => ["Group", [element("URI", group)], "READ"] as const),
  ].map(([type, grantee, permission]) =>
    element("Grant", [
      `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}">${grantee.join("")}</Grantee>`,
      element("Permission", permission),
    ]),
  );
  return element("AccessControlPolicy", [element("Owner", owner), element("AccessControlList", grants)]);
}

/** The account that owns the bucket. Its number is not known here, so the APPID takes its place. */
function ownerId({ name }: Bucket): string {
  return `qcs::cam::uin/${appidOf(name)}:uin/${appidOf(name)}`;
}

/** The ACL that a document describes: the owner's full control, and at most one group of readers. */
function parseAcl(bucket: Bucket, document: XmlElement): ObjectAcl {
  rejectOtherChildren(document, ["Owner", "AccessControlList"]);
  const owner = onlyChild(document, "Owner");
  if (owner !== undefined) checkOwner(bucket, owner);
  const list = onlyChild(document, "AccessControlList");
  if (list === undefined) throw malformed("It has no AccessControlList.");
  rejectOtherChildren(list, ["Grant"]);
  const readers = list.children.flatMap((grant) => parseGrant(bucket, grant));
  const [acl = "private", another] = readers;
  if (another !== undefined) throw notModelled();
  return acl;
}

/** Nobody can give an object to another account. */
function checkOwner(bucket: Bucket, owner: XmlElement): void {
  rejectOtherChildren(owner, ["ID", "DisplayName"]);
  if ((childText(owner, "ID") ?? ownerId(bucket)) !== ownerId(bucket)) throw notModelled();
}

function parseGrant(bucket: Bucket, grant: XmlElement): readonly ObjectAcl[] {
  rejectOtherChildren(grant, ["Grantee", "Permission"]);
  const grantee = onlyChild(grant, "Grantee");
  const permission = childText(grant, "Permission");
  if (grantee === undefined || permission === undefined) throw malformed("A Grant needs a Grantee and a Permission.");
  rejectOtherChildren(grantee, ["ID", "DisplayName", "URI"]);
  const [id, uri] = [childText(grantee, "ID"), childText(grantee, "URI")];
  if (id === ownerId(bucket) && uri === undefined && permission === "FULL_CONTROL") return [];
  const [, acl] = READERS.find(([group]) => group === uri) ?? [];
  if (acl === undefined || id !== undefined || permission !== "READ") throw notModelled();
  return [acl];
}

function notModelled(): CosError {
  return new CosError(
    "NotImplemented",
    "The local bucket models only the owner's grant and READ for one of the groups.",
  );
}
