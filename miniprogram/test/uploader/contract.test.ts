import { readSignature, type SignatureFields } from "../../src/uploader/signature";
import { createFakePlatform } from "../fakes/fake-platform";
import { POST_POLICY, PUT_SIGN } from "../fakes/signatures";
import type { PostPolicyResponse, PutSignResponse } from "./contract-types";

/*
 * The library does not import the contract, because people copy its folder. These types tie the two together: if a field of the
 * contract is renamed, `npx tsc --build` fails here.
 */
type ReadFromPut = Pick<PutSignResponse, Exclude<keyof SignatureFields, "formData">>;
type ReadFromForm = Pick<PostPolicyResponse, Exclude<keyof SignatureFields, "headers">>;

/** The types that the library requires of the fields. */
interface Common {
  readonly cosHost: string;
  readonly cosKey: string;
  readonly contentType: string;
  readonly uploadUrl: string;
  readonly objectUrl: string;
  readonly expiresInSeconds: number;
}
type Texts = Readonly<Record<string, string>>;

describe("the contract's responses have every field that the library reads", () => {
  test("for a PUT", () => {
    const read: ReadFromPut & Common & { readonly headers: Texts } = PUT_SIGN;
    expect(signatureIn(read, true)).toMatchObject({ cosKey: PUT_SIGN.cosKey, fields: PUT_SIGN.headers });
  });

  test("for a form", () => {
    const read: ReadFromForm & Common & { readonly formData: Texts } = POST_POLICY;
    expect(signatureIn(read, false)).toMatchObject({ cosKey: POST_POLICY.cosKey, fields: POST_POLICY.formData });
  });
});

function signatureIn(upload: object, isPut: boolean) {
  const platform = createFakePlatform({ onRequest: () => "never", onForm: () => "never" });
  const response = { statusCode: 200, header: {}, data: JSON.stringify(upload) };
  return readSignature(response, upload, isPut, { serverUrl: "https://sign.example.com", platform });
}
