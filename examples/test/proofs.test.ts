import { spawn, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { confirmResponse, jwksResponse, putSignResponse } from "@wx-cos-upload/contract";
import { createCosStoredObjects, createUploadProofs } from "@wx-cos-upload/server";
import { stopServer } from "@wx-cos-upload/server/advanced";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { createShop } from "../express/shop.ts";
import { createProofVerifier } from "../express/verify-proof.ts";
import { listen } from "./listen.ts";
import { startBucket } from "./local-bucket.ts";

const BUCKET = "examplebucket-1250000000";
const PEM = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

let bucket: Awaited<ReturnType<typeof startBucket>>;
let server: Server;
let url: string;
let keySetUrl: string;
let cookie: Record<string, string>;
let proof: string;
let cosKey: string;

const postJson = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });

async function logIn(user: string): Promise<Record<string, string>> {
  return { Cookie: (await postJson("/log-in", { user })).headers.get("set-cookie") ?? "" };
}

beforeAll(async () => {
  bucket = await startBucket();
  const { cos } = bucket;
  const logFailure = (error: unknown) => {
    throw error;
  };
  const objects = createCosStoredObjects({
    ...cos,
    serviceCredentials: cos.credentials,
    readingCredentials: cos.credentials,
    cursorKeys: ["a cursor key of the tests, of nothing else"],
  });
  const shop = createShop({
    cos,
    sessionSecret: "s",
    ownerKey: "the key of this test",
    stored: { objects, proofs: createUploadProofs({ bucket: cos.bucket, keys: PEM }) },
    verifyProof: (text, userId) => createProofVerifier({ keySetUrl, bucket: cos.bucket })(text, userId),
    logFailure,
  });
  server = createServer(shop);
  url = await listen(server);
  keySetUrl = `${url}/uploads/.well-known/jwks.json`;
  cookie = await logIn("li");
  const signed = await fetch(`${url}/uploads/put-sign?ext=jpg&size=3`, { headers: cookie });
  const { uploadUrl, headers, cosKey: key } = putSignResponse.parse(await signed.json());
  await fetch(uploadUrl, { method: "PUT", headers, body: "abc" });
  const confirmed = confirmResponse.parse(
    await (await postJson("/uploads/uploads/confirm", { keys: [key] }, cookie)).json(),
  );
  const [upload] = confirmed.uploads;
  if (upload?.status !== "stored" || upload.proof === undefined) throw new Error("no proof");
  proof = upload.proof;
  cosKey = key;
});
afterAll(async () => {
  await stopServer(server, 0);
  await bucket.close();
});

/** The claims of the real proof, signed by another key that claims to be the server's. */
async function forgedProof(): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  const [header, payload] = proof
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return new SignJWT(payload).setProtectedHeader(header).sign(privateKey);
}

/** A token of the server's own public key, as an HMAC secret. */
async function hmacProof(): Promise<string> {
  const [jwk] = jwksResponse.parse(await (await fetch(keySetUrl)).json()).keys;
  if (jwk === undefined) throw new Error("no key");
  const spki = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();
  const payload = JSON.parse(Buffer.from(proof.split(".")[1] ?? "", "base64url").toString());
  const header = { alg: "HS256", typ: "upload-proof+jwt", kid: jwk.kid };
  return new SignJWT(payload).setProtectedHeader(header).sign(new TextEncoder().encode(spki));
}

function unsignedProof(): string {
  const header = Buffer.from('{"alg":"none","typ":"upload-proof+jwt"}').toString("base64url");
  return `${header}.${proof.split(".")[1]}.`;
}

const wrongProofs: ReadonlyArray<readonly [what: string, make: () => string | Promise<string>]> = [
  ["a forged one", forgedProof],
  ["one signed with the public key by HMAC", hmacProof],
  ["one without a signature", unsignedProof],
  ["a changed one", () => proof.replace(/\.[^.]{8}/, ".AAAAAAAA")],
  ["plain text", () => "yes"],
];

describe("the shop's order form", () => {
  const order = async (photoProof: string, headers = cookie) =>
    postJson("/orders", { goods: "tea", photoProof }, headers);

  test("accepts the proof of one's own photo", async () => {
    const response = await order(proof);
    expect([response.status, await response.json()]).toEqual([201, { goods: "tea", photo: cosKey, bytes: 3 }]);
  });

  test.each(wrongProofs)("rejects %s", async (_, make) => {
    expect((await order(await make())).status).toBe(422);
  });

  test("rejects the proof of another user", async () => {
    expect((await order(proof, await logIn("zhao"))).status).toBe(422);
  });
});

test("another library verifies a proof: jsonwebtoken", async () => {
  const [jwk] = jwksResponse.parse(await (await fetch(keySetUrl)).json()).keys;
  if (jwk === undefined) throw new Error("no key");
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const audience = `wx-cos-upload/proof/${BUCKET}`;
  const options = { algorithms: ["ES256" as const], issuer: "wx-cos-upload", audience };
  const nowSeconds = Math.floor(Date.now() / 1000);
  expect(jsonwebtoken.verify(proof, key, { ...options, clockTimestamp: nowSeconds - 5 })).toMatchObject({
    cosKey,
    sub: "li",
  });
  expect(() => jsonwebtoken.verify(proof, key, { ...options, clockTimestamp: nowSeconds - 600 })).toThrow("not active");
  expect(() => jsonwebtoken.verify(proof, key, { ...options, clockTimestamp: nowSeconds + 3_700 })).toThrow("expired");
  expect(() => jsonwebtoken.verify(proof, key, { ...options, audience: "another" })).toThrow("audience");
});

/** Runs a program in a process of its own, which fetches the keys from this one. */
async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: join(__dirname, "..") });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out.trim() || error;
}

/** The proof, and each wrong proof. */
async function cases(): Promise<string[]> {
  return [proof, ...(await Promise.all(wrongProofs.map(([, make]) => make())))];
}

/** Results for the proof as its user's and as another one's, and for each wrong proof. */
const EXPECTED = JSON.stringify([3, "rejected", ...wrongProofs.map(() => "rejected")]);

describe.each(["docs/after-the-upload.md", "docs/after-the-upload.zh-CN.md"])("the snippets of %s", (file) => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "snippets-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function snippetOf(language: string): Promise<string> {
    const document = await readFile(join(__dirname, "../..", file), "utf8");
    const [, snippet] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(document) ?? [];
    if (snippet === undefined) throw new Error(`${file} has no snippet in ${language}`);
    return snippet;
  }

  test("Node.js: accepts the proof, and rejects every wrong one", async () => {
    const program = `${await snippetOf("js")}
const verify = createProofVerifier({ keySetUrl: "${keySetUrl}", bucket: "${BUCKET}" });
const results = [];
const [proof, ...wrong] = ${JSON.stringify(await cases())};
for (const [text, user] of [[proof, "li"], [proof, "zhao"], ...wrong.map((text) => [text, "li"])])
  results.push(await verify(text, user).then(({ bytes }) => bytes, () => "rejected"));
console.log(JSON.stringify(results));`;
    expect(await run(process.execPath, ["--input-type=module", "--eval", program])).toBe(EXPECTED);
  });

  // A Python of one's own does not see Debian's packages; the system's does.
  const python = ["python3", "/usr/bin/python3"].find(
    (program) => spawnSync(program, ["-c", "import jwt, cryptography"]).status === 0,
  );
  // In CI a missing library is a failure.
  const testWithPython = python !== undefined || process.env["CI"] !== undefined ? test : test.skip;
  testWithPython(`${python !== undefined ? "" : "SKIPPED, needs python3 with PyJWT: "}Python: the same`, async () => {
    const program = `${await snippetOf("python")}
import json
verifier = ProofVerifier("${keySetUrl}", "${BUCKET}")
def result(proof, user):
    try:
        return verifier.verify(proof, user)["bytes"]
    except jwt.PyJWTError:
        return "rejected"
proof, *wrong = json.loads(${JSON.stringify(JSON.stringify(await cases()))})
results = [result(proof, "li"), result(proof, "zhao"), *[result(text, "li") for text in wrong]]
print(json.dumps(results, separators=(",", ":")))`;
    await writeFile(join(directory, "verify.py"), program);
    expect(await run(python ?? "python3", [join(directory, "verify.py")])).toBe(EXPECTED);
  });
});

const JACKSON = ["core", "annotations", "databind"].map((name) => `/usr/share/java/jackson-${name}.jar`);
const hasJava = spawnSync("javac", ["-version"]).status === 0 && JACKSON.every((jar) => existsSync(jar));
const testWithJava = hasJava || process.env["CI"] !== undefined ? test : test.skip;
testWithJava(`${hasJava ? "" : "SKIPPED, needs javac and Jackson: "}examples/java: the same`, async () => {
  const directory = await mkdtemp(join(tmpdir(), "java-"));
  try {
    const program = `import com.fasterxml.jackson.databind.ObjectMapper;
class Main {
  public static void main(String[] proofs) throws Exception {
    ProofVerifier verifier = new ProofVerifier("${keySetUrl}", "${BUCKET}");
    Object[] results = new Object[proofs.length + 1];
    results[0] = result(verifier, proofs[0], "li");
    results[1] = result(verifier, proofs[0], "zhao");
    for (int index = 1; index < proofs.length; index++) results[index + 1] = result(verifier, proofs[index], "li");
    System.out.println(new ObjectMapper().writeValueAsString(results));
  }
  static Object result(ProofVerifier verifier, String proof, String user) throws Exception {
    try {
      return verifier.verify(proof, user).get("bytes");
    } catch (java.security.GeneralSecurityException error) {
      return "rejected";
    }
  }
}`;
    await writeFile(join(directory, "Main.java"), program);
    const classPath = [...JACKSON, directory].join(":");
    const sources = [join(directory, "Main.java"), join(__dirname, "../java/ProofVerifier.java")];
    expect(await run("javac", ["-Xlint:all", "-Werror", "-cp", classPath, "-d", directory, ...sources])).toBe("");
    expect(await run("java", ["-cp", classPath, "Main", ...(await cases())])).toBe(EXPECTED);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("the key set is the public part of the configured key", async () => {
  const { x, y } = await exportJWK(createPublicKey(PEM));
  expect(jwksResponse.parse(await (await fetch(keySetUrl)).json()).keys).toMatchObject([{ x, y, use: "sig" }]);
});
