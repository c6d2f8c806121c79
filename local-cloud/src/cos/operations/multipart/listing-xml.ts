import { appidOf } from "@wx-cos-upload/cos-signature";
import { element } from "../../response/xml.ts";

/** Renders the account that owns the bucket, or that began an upload: there is only one. */
export function ownerElement(name: "Owner" | "Initiator", bucketName: string): string {
  const appid = appidOf(bucketName);
  return element(name, [element("ID", appid), element("DisplayName", appid)]);
}

/** A time in the form `2017-06-12T10:13:05.000Z`, in whole seconds. */
export function xmlTime(unixMs: number): string {
  return new Date(Math.floor(unixMs / 1000) * 1000).toISOString();
}
