import { deriveSigningKey } from "@wx-cos-upload/cos-signature";
import { signPart } from "../../src/uploads/sign-part.ts";
import { HOST } from "../support/test-app.ts";

const TARGET = {
  host: HOST,
  key: "exampleobject",
  objectUrl: `https://${HOST}/exampleobject`,
  uploadId: "abc",
  keyTime: "1700000000;1700000900",
  credentials: { secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q", secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz" },
  deriveKey: deriveSigningKey,
};
const MD5 = "1B2M2Y8AsgTpgAmY7PhCfg==";

const fieldsOf = (authorization = "") => new URLSearchParams(authorization);

describe("signPart", () => {
  test("lists the host, the length, the part number and the upload id, and sends nothing else", () => {
    const part = signPart({ partNumber: 7, bytes: 1_048_576 }, TARGET);
    expect(part).toMatchObject({ partNumber: 7, bytes: 1_048_576 });
    expect(part.uploadUrl).toBe(`https://${HOST}/exampleobject?partNumber=7&uploadId=abc`);
    expect(Object.keys(part.headers)).toEqual(["Authorization"]);
    const fields = fieldsOf(part.headers["Authorization"]);
    expect(fields.get("q-header-list")).toBe("content-length;host");
    expect(fields.get("q-url-param-list")).toBe("partnumber;uploadid");
    expect(fields.get("q-sign-time")).toBe(TARGET.keyTime);
  });

  test("with an MD5 – binds it, and sends it", () => {
    const { headers } = signPart({ partNumber: 1, bytes: 1_048_576, md5: MD5 }, TARGET);
    expect(headers["Content-MD5"]).toBe(MD5);
    expect(fieldsOf(headers["Authorization"]).get("q-header-list")).toBe("content-length;content-md5;host");
  });

  test("signs as Tencent's own SDK for Node.js does", () => {
    const { headers } = signPart({ partNumber: 1, bytes: 1_048_576, md5: MD5 }, TARGET);
    expect(fieldsOf(headers["Authorization"]).get("q-signature")).toBe("2bba51f7e6a7be9bf0f69f70e429bb2134b5ff99");
  });

  test("with temporary credentials – sends their token", () => {
    const credentials = { ...TARGET.credentials, securityToken: "token" };
    expect(signPart({ partNumber: 1, bytes: 1 }, { ...TARGET, credentials }).headers["x-cos-security-token"]).toBe(
      "token",
    );
  });

  test("every value changes the signature", () => {
    const signatureOf = (...input: Parameters<typeof signPart>) =>
      fieldsOf(signPart(...input).headers["Authorization"]).get("q-signature");
    const part = { partNumber: 1, bytes: 1_048_576 };
    const signatures = [
      signatureOf(part, TARGET),
      signatureOf({ ...part, partNumber: 2 }, TARGET),
      signatureOf({ ...part, bytes: 1_048_575 }, TARGET),
      signatureOf({ ...part, md5: MD5 }, TARGET),
      signatureOf(part, { ...TARGET, uploadId: "abd" }),
      signatureOf(part, { ...TARGET, key: "exampleobjecs" }),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});
