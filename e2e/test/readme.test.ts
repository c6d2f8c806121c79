import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sampleBytes } from "../stack/sample-files.ts";

const REPOSITORY = join(__dirname, "../..");

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "readme-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe.each(["README.md", "README.zh-CN.md"])("%s", (file) => {
  test("has curl commands that upload a photo and download the same bytes", async () => {
    await writeFile(join(directory, "photo.jpg"), sampleBytes("jpg", 300_000));
    const server = await start();
    try {
      const lines = (await curlLines(file)).replaceAll("127.0.0.1:3000", server.address);
      // `npm run` would search for the project above the current folder, so the function below names the project.
      const script = `npm() { command npm --prefix ${JSON.stringify(REPOSITORY)} "$@"; }\nset -e\n${lines}`;
      const env = { ...process.env, LOCAL_COS_PORT: server.cosPort };
      const { stdout, stderr, status } = spawnSync("bash", ["-c", script], { cwd: directory, encoding: "utf8", env });
      expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toContain("HTTP/1.1 200 OK");
      expect(await readFile(join(directory, "back.jpg"))).toEqual(sampleBytes("jpg", 300_000));
    } finally {
      await server.stop();
    }
  });
});

/** Returns the commands that a reader copies: the only block with `photo.jpg` in it. */
async function curlLines(file: string): Promise<string> {
  const text = await readFile(join(REPOSITORY, file), "utf8");
  const block = [...text.matchAll(/```sh\n([^`]*photo\.jpg[^`]*)```/g)].map(([, lines = ""]) => lines);
  expect(block).toHaveLength(1);
  return block[0] ?? "";
}

/** Starts the built server with its local COS, as `npm start` does. */
async function start() {
  const child = spawn(process.execPath, [join(REPOSITORY, "development/dist/main.js")], {
    cwd: directory,
    env: { PATH: process.env["PATH"], PORT: "0", LOCAL_COS_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const addresses: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    addresses.push(...(/http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.slice(1) ?? []));
    if (addresses.length === 2) break;
  }
  const [address = "", cosAddress = ""] = addresses;
  return {
    address,
    cosPort: cosAddress.replace(/.*:/, ""),
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
