import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "@wx-cos-upload/node-kit/testing";
import { parseFlags } from "../../src/cos/command/flags.ts";
import { send } from "../cos/support/send.ts";

const ROOT = join(__dirname, "../..");
const NPM = join(ROOT, "npm");
const REPOSITORY = join(ROOT, "..");

let directory: string;
let installed: string;
/** Packs the package as for the registry, and unpacks it beside links to what its users install: its dependencies, the SDK and jest. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "local-cos-package-"));
  installed = join(directory, "node_modules/tencent-cos-local");
  await mkdir(installed, { recursive: true });
  const [{ filename }]: [{ filename: string }] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", directory], NPM),
  );
  run("tar", ["-xzf", join(directory, filename), "--strip-components=1", "-C", installed], directory);
  const { dependencies } = await readManifest(installed);
  for (const name of [...Object.keys(dependencies), "cos-nodejs-sdk-v5", "@types/node"]) await link(name);
  const bin = join(directory, "node_modules/.bin/tencent-cos-local");
  await mkdir(dirname(bin), { recursive: true });
  await symlink(join(installed, "dist/command.mjs"), bin);
  await chmod(bin, 0o755);
});
afterAll(() => rm(directory, { recursive: true }));

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr}${stdout}`);
  return stdout;
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
}

async function link(name: string): Promise<void> {
  const target = [ROOT, REPOSITORY].map((root) => join(root, "node_modules", name)).find((path) => existsSync(path));
  if (target === undefined) throw new Error(`${name} is not installed`);
  const path = join(directory, "node_modules", name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

/** Starts the command and waits for its greeting. */
async function start(args: readonly string[]): Promise<{ process: ChildProcess; greeting: string; port: number }> {
  const command = spawn(join(directory, "node_modules/.bin/tencent-cos-local"), args, {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [command.stdout, command.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  while (!output.includes("putObject(")) {
    await Promise.race([once(command.stdout, "data"), once(command, "exit")]);
    if (command.exitCode !== null) throw new Error(output);
  }
  return { process: command, greeting: output, port: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]) };
}

async function stop(command: ChildProcess): Promise<unknown> {
  const exit = once(command, "exit");
  command.kill("SIGTERM");
  return (await exit)[0];
}

test("contains the local COS alone, without the rest of the project", async () => {
  const bundle = await readFile(join(installed, "dist/index.js"), "utf8");
  const sources = [...bundle.matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, path]) => path);
  expect(sources).toContain("../src/cos/start-local-cos.ts");
  expect(
    sources.filter((path) => !/^(?:\.\.\/src\/(?:cos|cam)\/|\.\.\/src\/[\w-]+\.ts|.*shared\/)/.test(path ?? "")),
  ).toEqual([]);
});

test("depends on the packages that it imports, in the versions that are tested here", async () => {
  const [packaged, own] = await Promise.all([readManifest(NPM), readManifest(ROOT)]);
  for (const [file, importing] of [
    ["index.js", /\b(?:import|require)\("([^"]+)"\)/g],
    ["command.mjs", /(?:^import .*?from |\bimport\()"([^"]+)"/gm],
  ] as const) {
    const bundle = await readFile(join(installed, "dist", file), "utf8");
    const imported = [...bundle.matchAll(importing)].map(([, name = ""]) => name);
    const packages = new Set(imported.filter((name) => !name.startsWith("node:")));
    const { dependencies, optionalDependencies } = packaged;
    expect([...packages].sort()).toEqual(Object.keys({ ...dependencies, ...optionalDependencies }).sort());
  }
  expect(own.dependencies).toMatchObject(packaged.dependencies);
  expect(own.optionalDependencies).toEqual(packaged.optionalDependencies);
  expect(packaged.version).toBe(own.version);
});

test("type-checks a TypeScript program that requires it, and one that imports it", async () => {
  const program = `
    import { startLocalCos, type LocalCos } from "tencent-cos-local";
    export async function start(): Promise<LocalCos> {
      const cos = await startLocalCos({ port: 0, bucket: "a-1" });
      cos.failNext({ operation: "PutObject", status: 503 });
      return cos;
    }`;
  await Promise.all([
    writeFile(join(directory, "a.cts"), program),
    writeFile(join(directory, "a.mts"), program),
    writeFile(join(directory, "wrong.mts"), program.replace("status: 503", 'status: "503"')),
  ]);
  const tsc = (file: string) => {
    const args = ["--noEmit", "--strict", "--module", "nodenext", "--types", "node", "--ignoreConfig", file];
    return spawnSync(join(REPOSITORY, "node_modules/.bin/tsc"), args, { cwd: directory, encoding: "utf8" }).stdout;
  };
  expect([tsc("a.cts"), tsc("a.mts")]).toEqual(["", ""]);
  expect(tsc("wrong.mts")).toContain("Type 'string' is not assignable to type 'number'");
});

test("its declarations import only files that every compiler since TypeScript 4.7 finds", async () => {
  const types = join(installed, "dist/types");
  const files = (await readdir(types, { recursive: true })).filter((file) => file.endsWith(".d.ts"));
  const imports = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(types, file), "utf8");
      return [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) => join(dirname(file), path));
    }),
  );
  expect(new Set(imports.flat().map((path) => path.replace(/\.js$/, ".d.ts")))).toEqual(
    new Set(files.filter((file) => file !== "cos/index.d.ts")),
  );
});

test("is one module for require and for import", () => {
  const script = `
    import { createRequire } from "node:module";
    import { startLocalCos } from "tencent-cos-local";
    console.log(createRequire(import.meta.url)("tencent-cos-local").startLocalCos === startLocalCos);`;
  expect(run(process.execPath, ["--input-type=module", "--eval", script], directory)).toBe("true\n");
});

describe("the command", () => {
  test("prints endpoint, bucket, keys and a program that works", async () => {
    const { process: command, greeting } = await start(["--in-memory", "--port", "0"]);
    const program = greeting.slice(greeting.indexOf("const COS"));
    await writeFile(join(directory, "program.cjs"), program);
    expect(run(process.execPath, ["program.cjs"], directory)).toBe('"5d41402abc4b2a76b9719d911017c592"\n');
    expect(greeting).toMatch(/^Local COS {3}http:\/\/127\.0\.0\.1:\d+ {3}started in \d+ ms/);
    expect(greeting).toContain("Bucket      examplebucket-1250000000\n");
    expect(greeting).toContain("SecretKey   BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz\n");
    expect(await stop(command)).toBe(0);
    expect(existsSync(join(directory, ".local-cos"))).toBe(false);
  });

  test("keeps objects in its folder, seeds them, and prints no secret key of its user", async () => {
    await mkdir(join(directory, "seed"), { recursive: true });
    await writeFile(join(directory, "seed/a.txt"), "text");
    const keys = ["--secret-id", "own-id", "--secret-key", "own-secret", "--bucket", "own-1"];
    const { process: command, greeting } = await start(["--port", "0", "--seed", "seed", ...keys]);
    expect(await stop(command)).toBe(0);
    expect(greeting).toContain("Seeded      with the files of seed\n");
    expect(greeting).toContain("SecretId    own-id\n");
    expect(greeting).not.toContain("own-secret");
    expect(existsSync(join(directory, ".local-cos/objects"))).toBe(true);
  });

  test.each([
    [["--port", "x", "--bucket", "A"], 2, "--port must be 0 to 65535\n--bucket must be <name>-<appid>"],
    [["--secret-key", "own-secret"], 2, "--secret-id and --secret-key need each other"],
    [["--in-memory", "--dir", "a"], 2, "exclude each other"],
    [["--nothing"], 2, "Unknown option '--nothing'\n"],
    [
      ["--host", "a/b", "--public-host", "http://cos"],
      2,
      "--host must be an address to listen on, such as 127.0.0.1\n--public-host must",
    ],
    [["--cors-origin", "example.com"], 2, "--cors-origin must be an origin"],
    [["--port", "0", "--in-memory", "--host", "192.0.2.1"], 1, "set --port to a free port (0: any), and --host to"],
    [["a"], 2, "options only"],
    [["--port", "0", "--in-memory", "--seed", "nowhere"], 1, "cannot seed nowhere (ENOENT"],
  ])("%j is rejected", (args, code, message) => {
    const { status, stderr } = spawnSync(join(directory, "node_modules/.bin/tencent-cos-local"), args, {
      cwd: directory,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([code, expect.stringContaining(message)]);
    expect(stderr).not.toContain("own-secret");
  });

  test("prints its options, and its version", async () => {
    const print = (flag: string) => run(join(directory, "node_modules/.bin/tencent-cos-local"), [flag], directory);
    expect(print("--help")).toContain("--in-memory");
    expect(print("--version")).toBe(`${(await readManifest(NPM)).version}\n`);
  });
});

/** The code blocks of a language in a README, one for each recipe. */
async function recipe(language: string, heading: string, file = "README.md"): Promise<string> {
  const section = (await readFile(join(NPM, file), "utf8")).split(/^## /m).find((text) => text.startsWith(heading));
  const [, code] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(section ?? "") ?? [];
  if (code === undefined) throw new Error(`${file} has no ${language} in "${heading}"`);
  return code;
}

describe("the README", () => {
  test.each(["node", "jsdom"])("has a recipe for jest that passes in the environment %s", async (environment) => {
    const folder = join(directory, environment);
    await mkdir(folder);
    const testEnvironment = join(REPOSITORY, "node_modules", `jest-environment-${environment}`);
    await writeFile(join(folder, "package.json"), JSON.stringify({ jest: { testEnvironment } }));
    await writeFile(join(folder, "upload.test.js"), await recipe("js", "Recipe: jest"));
    const jest = spawnSync(process.execPath, [join(REPOSITORY, "node_modules/jest/bin/jest.js"), "--rootDir", folder], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(jest.stderr).toContain("Tests:       3 passed, 3 total");
    expect(jest.status).toBe(0);
  });

  test("has a recipe for jest in which the parsers of forms and XML load, too", async () => {
    const folder = join(directory, "parsers");
    await mkdir(folder);
    await writeFile(join(folder, "package.json"), "{}");
    const tests = `
test("reads XML and forms", async () => {
  const { Deleted } = await cos.deleteMultipleObject({ ...place, Objects: [{ Key: "a.jpg" }] });
  expect(Deleted).toHaveLength(1);
  const form = new FormData();
  form.append("key", "a.jpg");
  form.append("file", new Blob(["a photo"]));
  expect((await fetch(local.url, { method: "POST", body: form })).status).toBe(403);
});`;
    const [setup = ""] = (await recipe("js", "Recipe: jest")).split(/^test\(/m);
    await writeFile(join(folder, "parsers.test.js"), setup + tests);
    const jest = spawnSync(process.execPath, [join(REPOSITORY, "node_modules/jest/bin/jest.js"), "--rootDir", folder], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(jest.stderr).toContain("Tests:       1 passed, 1 total");
  });

  test("has a recipe for CI whose steps pass", async () => {
    const folder = join(directory, "ci");
    await mkdir(join(folder, "test/fixtures"), { recursive: true });
    await writeFile(join(folder, "test/fixtures/a.txt"), "text");
    const port = await freePort();
    const steps = [...(await recipe("yaml", "Recipe: CI")).matchAll(/- run: (.*)$/gm)].map(([, step = ""]) =>
      step.replace("3001", String(port)).replace("--in-memory", `--in-memory --port ${port} --log`),
    );
    expect(steps).toHaveLength(3);
    const check = `fetch("http://127.0.0.1:${port}/a.txt").then(({ status }) => console.log("status", status))`;
    await writeFile(join(folder, "check.mjs"), check);
    await writeFile(join(folder, "package.json"), '{ "scripts": { "test": "node check.mjs" } }');
    // The job ends when its last step ends, and CI then ends what the steps have started: the whole process group.
    const shell = spawn("sh", ["-c", `${steps.join("\n")}`], {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    shell.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const [status] = await once(shell, "exit");
    const closed = once(shell, "close");
    if (shell.pid !== undefined) process.kill(-shell.pid, "SIGTERM");
    await closed;
    expect(status).toBe(0);
    // The bucket is private, so the object is there and an anonymous request is rejected.
    expect(stdout).toContain("Seeded      with the files of test/fixtures");
    expect(stdout).toContain("status 403");
    expect(stdout).not.toContain("GET / ");
  });

  test("has a recipe for compose whose command accepts requests to the service's name", async () => {
    const compose = await recipe("yaml", "Recipe: a team's compose file");
    const args: string[] = JSON.parse(/command: (\[.*\])/.exec(compose)?.[1] ?? "[]");
    expect(args).toContain("cos:3001");
    await mkdir(join(directory, "compose-seed"));
    const folders: Record<string, string> = {
      "/data": join(directory, "compose-data"),
      "/seed": join(directory, "compose-seed"),
    };
    const { process: command, port } = await start([...args.map((arg) => folders[arg] ?? arg), "--port", "0"]);
    const statusFor = async (host: string) =>
      (await send(port, { method: "GET", target: "/", headers: [["Host", host]] })).status;
    expect([await statusFor("cos:3001"), await statusFor("other:3001")]).toEqual([403, 404]);
    await stop(command);
  });

  test("is the same in Chinese, apart from the language", async () => {
    const [english, chinese] = await Promise.all(
      ["README.md", "README.zh-CN.md"].map((file) => readFile(join(NPM, file), "utf8")),
    );
    const shape = (text = "") => text.match(/^(?:#+ |\||```)/gm);
    const code = (text = "") => text.match(/^```[\s\S]*?^```/gm);
    expect([shape(chinese), code(chinese)]).toEqual([shape(english), code(english)]);
  });
});

test("the Dockerfile starts the command with options that it has, and its check is not logged", async () => {
  const dockerfile = await readFile(join(NPM, "Dockerfile"), "utf8");
  const args: string[] = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]");
  expect(parseFlags(args)).toMatchObject({ kind: "start", options: { listenHost: "0.0.0.0", port: 3001 } });

  const { process: command, port } = await start(["--in-memory", "--log", "--port", "0"]);
  let log = "";
  command.stdout?.on("data", (text: string) => {
    log += text;
  });
  const [node = "", ...check]: string[] = JSON.parse(/^ {2}CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]");
  const statusAt = (at: number) =>
    spawnSync(
      node,
      check.map((arg) => arg.replace("3001", String(at))),
    ).status;
  const closedPort = await freePort();
  expect([statusAt(port), statusAt(closedPort)]).toEqual([0, 1]);
  await stop(command);
  expect(log).not.toContain("GET");
});
