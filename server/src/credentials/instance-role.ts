import { z } from "zod";
import { fetchText, type HttpEffects } from "../remote/fetch-text.ts";
import type { FetchCredentials } from "./credential-provider.ts";

/** Link-local: it responds only on machines and containers of Tencent Cloud. */
const METADATA_URL = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/";
const ROLE_NAME = /^[\w+=,.@-]{1,128}$/;
const TIMEOUT_MS = 2_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

const roleResponse = z.object({
  Code: z.literal("Success"),
  TmpSecretId: z.string().min(1),
  TmpSecretKey: z.string().min(1),
  Token: z.string().min(1),
  ExpiredTime: z.int().positive(),
});

/** The credentials of this machine's role are not available. The message contains nothing of the response. */
class InstanceRoleError extends Error {
  override readonly name = "InstanceRoleError";
}

export interface InstanceRoleOptions extends HttpEffects {
  /** Ends with a slash. @default the metadata service of CVM */
  readonly metadataUrl?: string;
}

/**
 * Fetches temporary credentials of the role that is bound to this machine (CVM, Lighthouse, CloudBase Run), from its metadata service.
 * Tencent replaces them before they expire.
 *
 * @see Instance Roles (https://cloud.tencent.com/document/product/213/47668); Viewing Instance Metadata (213/4934)
 */
export function instanceRoleCredentials({
  metadataUrl = METADATA_URL,
  ...effects
}: InstanceRoleOptions): FetchCredentials {
  async function read(path: string): Promise<string> {
    const limits = { ...effects, timeoutMs: TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES };
    const { status, text } = await fetchText(`${metadataUrl}${path}`, { method: "GET" }, limits);
    if (status === 404) throw new InstanceRoleError("no role is bound to this machine; bind one in the console");
    if (status !== 200) throw new InstanceRoleError(`the metadata service responded with ${status}`);
    return text;
  }

  return async () => {
    const role = (await read("")).trim();
    if (!ROLE_NAME.test(role)) throw new InstanceRoleError("the metadata service returned no role name");
    const parsed = roleResponse.safeParse(parseJson(await read(encodeURIComponent(role))));
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
      throw new InstanceRoleError(
        `the metadata service's response for ${role} has missing or invalid fields: ${fields}`,
      );
    }
    const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: securityToken, ExpiredTime } = parsed.data;
    return { secretId, secretKey, securityToken, expiresSeconds: ExpiredTime };
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the text.
    throw new InstanceRoleError("the metadata service's response is not JSON");
  }
}
