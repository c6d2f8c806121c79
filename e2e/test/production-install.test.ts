import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBuilt } from "../stack/built-server.ts";

const REPOSITORY = join(__dirname, "../..");
const NOBODY = 65_534;

const COS = {
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: "not-a-real-key",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "production-"));
  // The Dockerfile runs the same command. npm installs from its cache, which `npm ci` of this clone has filled.
  await promisify(execFile)(join(REPOSITORY, "deploy/install-production.sh"), [directory]);
  await chmod(directory, 0o755);
}, 120_000);
afterAll(() => rm(directory, { recursive: true }));

describe("the production install", () => {
  test("is created by the command that the Dockerfile runs", async () => {
    const dockerfile = await readFile(join(REPOSITORY, "Dockerfile"), "utf8");
    expect(dockerfile).toContain("RUN deploy/install-production.sh /app\n");
    expect(dockerfile).toContain("COPY --from=build /app /app\n");
    expect(dockerfile).toContain('CMD ["node", "--enable-source-maps", "server/dist/main.js"]\n');
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test("contains the server and its dependencies, and no development package", async () => {
    const files = await readdir(directory, { recursive: true });
    const own = files.filter((file) => !file.split("/").includes("node_modules"));
    expect(own.filter((file) => file.endsWith(".ts"))).toEqual([]);
    expect(new Set(own.map((file) => file.split("/")[0]))).toEqual(
      new Set(["LICENSE", "package.json", "package-lock.json", "server", "shared"]),
    );
    const packages = new Set(
      files.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(file)?.[1]).filter((name) => name !== undefined),
    );
    expect(packages).toContain("express");
    const development = ["typescript", "jest", "supertest", "tsx", "esbuild", "glass-easel", "playwright-core"];
    expect(
      [...packages].filter((name) => development.includes(name) || /cos-.*sdk|local-cloud|preview/.test(name)),
    ).toEqual([]);
  });

  test("starts as a user without write access, signs, and stops on SIGTERM", async () => {
    const program = join(directory, "server/dist/main.js");
    const env = { ...COS, NODE_ENV: "production", PORT: "0", ALLOW_ANONYMOUS: "true" };
    const isRoot = process.getuid?.() === 0;
    const server = await startBuilt({ program, env, addressCount: 1, cwd: "/", ...(isRoot && { uid: NOBODY }) });
    const before = await readdir(directory, { recursive: true });
    const url = `http://${server.addresses[0]}`;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const response = await fetch(`${url}/put-sign?ext=jpg&size=3`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("https://examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/uploads/");
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(await readdir(directory, { recursive: true })).toEqual(before);
  });

  test("also starts the worker of webhooks, which waits for its Redis", async () => {
    const program = join(directory, "server/dist/webhook-worker.js");
    const env = {
      NODE_ENV: "production",
      PORT: "0",
      REDIS_URL: "redis://127.0.0.1:1",
      WEBHOOK_URL: "https://www.example.com/webhooks",
      WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    };
    const worker = await startBuilt({ program, env, addressCount: 1, cwd: "/" });
    const statusOf = async (path: string) => (await fetch(`http://${worker.addresses[0]}${path}`)).status;
    expect([await statusOf("/healthz"), await statusOf("/readyz")]).toEqual([200, 503]);
    const startMs = performance.now();
    expect(await worker.stop("SIGTERM")).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test("contains no local COS", async () => {
    const program = join(directory, "server/dist/main.js");
    await expect(startBuilt({ program, env: { PORT: "0" }, addressCount: 1, cwd: "/" })).rejects.toThrow(
      "no local COS",
    );
  });
});
