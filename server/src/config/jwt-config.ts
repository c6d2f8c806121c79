import { MIN_SECRET_CHARACTERS } from "../auth/index.ts";
import { readOwnerKey } from "./owner-key.ts";
import { secretOfAtLeast } from "./secret.ts";
import { InvalidValue, oneOf, type VariableReader } from "./variables.ts";

/** Tokens of the site's own issuer. */
export interface JwtConfig {
  readonly mode: "jwt";
  readonly issuer: string;
  readonly audience: string;
  /** `HS256` with a shared secret. */
  readonly algorithm: string;
  readonly keys: { readonly jwksUrl: string } | { readonly secret: string };
  /** The claim that holds the user's id. */
  readonly subjectClaim: string;
  readonly ownerKey: string;
}

const REQUIRED = ["JWT_ISSUER", "JWT_AUDIENCE", "OWNER_KEY"] as const;

/** Reads what AUTH=jwt needs; what is wrong is kept in the reader. */
export function readJwt(variables: VariableReader): JwtConfig | undefined {
  for (const name of REQUIRED) {
    if (variables.text(name) === undefined) variables.reject(name, "is missing; AUTH=jwt needs it");
  }
  const issuer = variables.read("JWT_ISSUER", undefined, parseName);
  const audience = variables.read("JWT_AUDIENCE", undefined, parseName);
  const ownerKey = readOwnerKey(variables);
  const subjectClaim = variables.read("JWT_SUBJECT_CLAIM", "sub", parseName);
  const keys = readKeys(variables);
  if (issuer === undefined || audience === undefined || ownerKey === undefined || keys === undefined) return undefined;
  return { mode: "jwt", issuer, audience, subjectClaim, ownerKey, ...keys };
}

function readKeys(variables: VariableReader): Pick<JwtConfig, "algorithm" | "keys"> | undefined {
  const jwksUrl = variables.read("JWT_JWKS_URL", undefined, parseJwksUrl);
  const secret = variables.read("JWT_SECRET", undefined, secretOfAtLeast(MIN_SECRET_CHARACTERS));
  // One algorithm: with a choice, a token could name the one that suits its forger.
  const algorithm = variables.read(
    "JWT_ALGORITHM",
    undefined,
    oneOf("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"),
  );
  const [hasUrl, hasSecret] = (["JWT_JWKS_URL", "JWT_SECRET"] as const).map(
    (name) => variables.text(name) !== undefined,
  );
  if (hasUrl === hasSecret) {
    variables.reject(
      "JWT_JWKS_URL",
      "set this or JWT_SECRET, and not both: one says which keys tokens are signed with",
    );
  } else if (hasSecret && algorithm !== undefined) {
    variables.reject("JWT_ALGORITHM", "belongs to JWT_JWKS_URL; with JWT_SECRET it is HS256 and can't be set");
  }
  if (secret !== undefined) return { algorithm: "HS256", keys: { secret } };
  return jwksUrl === undefined ? undefined : { algorithm: algorithm ?? "RS256", keys: { jwksUrl } };
}

/** An issuer, audience or claim, which tokens repeat letter by letter. */
function parseName(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new InvalidValue(text, "has white space or another character in it that no token has there");
}

function parseJwksUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // fetch takes none, and its reason for that would have them in the log.
  if (url?.username || url?.password) throw new Error("has a user or a password in it; a key set is public");
  const isLoopback = url !== undefined && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback)) return url.href;
  throw new InvalidValue(text, "is not an https URL, such as https://login.example.com/.well-known/jwks.json");
}
