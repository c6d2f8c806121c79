import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { importSecrets, type SecretList } from "../auth/index.ts";
import { ProblemError } from "../errors.ts";
import { isOwner, type Owner } from "../owner.ts";

/** What an upload token stands for. */
export interface UploadGrant {
  /** Object key. */
  readonly key: string;
  readonly uploadId: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly partBytes: number;
  readonly contentType: string;
  /** The user who started the upload; `undefined` without a login. */
  readonly owner: Owner | undefined;
  /** When the token expires, in Unix seconds. */
  readonly expiresSeconds: number;
}

export interface UploadTokens {
  issue(grant: UploadGrant): Promise<string>;
  /**
   * Returns what the token stands for.
   *
   * @param owner the user who sends it; `undefined` without a login
   * @throws {ProblemError} `upload_expired`; `invalid_upload_token` for a forged token, one of another kind, bucket or owner
   */
  verify(token: string, owner: Owner | undefined): Promise<UploadGrant>;
}

export interface UploadTokensOptions {
  /** Secrets of 32 characters or more. The first signs; all of them verify. */
  readonly keys: SecretList;
  /** `name-appid`. A token is valid for its own bucket only. */
  readonly bucket: string;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

const ALGORITHM = "HS256";
const ISSUER = "wx-cos-upload";
/** Keeps upload tokens apart from every other kind of token, also if all kinds share one secret. RFC 8725 §3.11 */
const TYPE = "upload+jwt";
/** Tolerated difference between the clocks of two servers. */
const CLOCK_TOLERANCE_SECONDS = 5;

const claims = z.object({
  cosKey: z.string().min(1),
  uploadId: z.string().min(1),
  size: z.int().min(1),
  partBytes: z.int().min(1),
  contentType: z.string().min(1),
  sub: z.string().refine(isOwner).optional(),
  exp: z.int(),
});

/**
 * Creates the tokens by which the server recognises an upload. They hold all of its state, so any replica continues what another started.
 * A token can be read by its holder, and changed by nobody.
 */
export function createUploadTokens({ keys, bucket, now }: UploadTokensOptions): UploadTokens {
  const { signingKeyId, signingKey, findKey } = importSecrets(keys);
  const audience = `${ISSUER}/multipart/${bucket}`;

  async function payloadOf(token: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, findKey, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: ISSUER,
      audience,
      requiredClaims: ["exp"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
    });
    return payload;
  }

  return {
    async issue({ key, uploadId, size, partBytes, contentType, owner, expiresSeconds }) {
      return new SignJWT({ cosKey: key, uploadId, size, partBytes, contentType, ...(owner && { sub: owner }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: signingKeyId })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(expiresSeconds)
        .sign(await signingKey);
    },

    async verify(token, owner) {
      const parsed = claims.safeParse(await payloadOf(token).catch(rejectToken));
      if (!parsed.success) throw invalidUploadToken("the token's claims are not those of an upload");
      const { cosKey, exp, sub, ...upload } = parsed.data;
      if (sub !== owner) throw invalidUploadToken("the upload belongs to another user");
      return { ...upload, key: cosKey, owner, expiresSeconds: exp };
    },
  };
}

/** @param reason the client receives it, so it quotes nothing of the token */
function invalidUploadToken(reason: string): ProblemError {
  const detail = `${reason}; send the uploadToken from the response of POST /multipart, as the same user`;
  return new ProblemError("invalid_upload_token", detail, { field: "uploadToken" });
}

function rejectToken(error: unknown): never {
  if (error instanceof errors.JWTExpired) {
    const detail = "the time to resume this upload has passed; start a new one with POST /multipart";
    throw new ProblemError("upload_expired", detail, { field: "uploadToken" });
  }
  throw invalidUploadToken("uploadToken is not a valid token of this server and bucket");
}
