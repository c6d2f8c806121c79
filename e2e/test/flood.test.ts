import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { type BuiltProgram, startBuilt } from "../stack/built-server.ts";

const IDLE_CONNECTIONS = 10_000;
const SECRET = "the-secret-of-the-flood-0123456789abcdef";

let directory: string;
let server: BuiltProgram;
let address: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "flood-"));
  server = await startBuilt({
    program: "development/dist/main.js",
    addressCount: 1,
    env: {
      PORT: "0",
      LOCAL_COS_PORT: "0",
      LOCAL_COS_DIR: join(directory, "objects"),
      AUTH: "jwt",
      JWT_ISSUER: "flood",
      JWT_AUDIENCE: "flood",
      JWT_SECRET: SECRET,
      OWNER_KEY: "the-owner-key-of-the-flood-0123456789abcdef",
      LIMIT_REQUESTS_PER_MINUTE: "50",
    },
  });
  address = server.addresses[0] ?? "";
});
afterAll(async () => {
  await server.stop("SIGTERM");
  await rm(directory, { recursive: true });
});

async function requestSignature(user: string): Promise<number> {
  const token = await new SignJWT({ iss: "flood", aud: "flood", sub: user })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(SECRET));
  const response = await fetch(`http://${address}/put-sign?ext=jpg&size=5`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
}

test("a flood of requests from one user is rejected, and all other users are served", async () => {
  const flood = Promise.all(Array.from({ length: 500 }, () => requestSignature("the flood")));
  const others = await Promise.all(Array.from({ length: 40 }, (_, index) => requestSignature(`user ${index}`)));
  const statuses = await flood;
  expect(statuses.filter((status) => status === 200)).toHaveLength(50);
  expect(statuses.filter((status) => status === 429)).toHaveLength(450);
  expect(others.every((status) => status === 200)).toBe(true);
});

test(`requests are served in spite of ${IDLE_CONNECTIONS} idle and slow connections`, async () => {
  const [host = "", port = ""] = address.split(":");
  const sockets: Socket[] = [];
  try {
    while (sockets.length < IDLE_CONNECTIONS) {
      // Connect in batches, because the server's backlog of pending connections is limited.
      const batch = Array.from({ length: 250 }, () => connect(Number(port), host));
      await Promise.all(batch.map((socket) => once(socket, "connect")));
      sockets.push(...batch);
    }
    for (const socket of sockets.slice(0, 100)) socket.write("GET /put-sign HTTP/1.1\r\nHo");
    expect(await Promise.all(Array.from({ length: 20 }, (_, index) => requestSignature(`late ${index}`)))).toEqual(
      Array.from({ length: 20 }, () => 200),
    );
  } finally {
    for (const socket of sockets) socket.on("error", () => {}).destroy();
  }
});
