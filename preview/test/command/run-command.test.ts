import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer, get, type Server } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type RunningCommand, runCommand } from "../../src/command/run-command.ts";
import { copyProject } from "../support/project-copy.ts";

let project: Awaited<ReturnType<typeof copyProject>>;
let running: RunningCommand | undefined;
let printed: string;
let errors: string;

beforeEach(async () => {
  project = await copyProject();
  printed = "";
  errors = "";
});

afterEach(async () => {
  running?.close();
  running = undefined;
  await project.close();
});

/** Runs the command in the mini program's folder. Returns its exit code if it has ended. */
async function run(...values: readonly string[]): Promise<number | undefined> {
  const result = await runCommand({
    arguments: values,
    workingDirectory: project.directory,
    print: (text) => {
      printed += text;
    },
    printError: (text) => {
      errors += text;
    },
  });
  if (typeof result === "number") return result;
  running = result;
  return undefined;
}

test.each([
  ["--help", "Usage: wx-miniprogram-preview [folder] [options]"],
  ["--version", "0.1.0\n"],
])("%s prints and ends", async (option, text) => {
  expect([await run(option), printed, errors]).toEqual([0, expect.stringContaining(text), ""]);
});

test.each([
  [
    ["components"],
    "components has neither project.config.json nor app.json. Run the command in a mini program's folder",
  ],
  [["none"], "none does not exist"],
  [["a", "b"], "takes one folder, but there are 2"],
  [["--port", "http"], "--port is http; use a number from 0 to 65535"],
  [["--port", "65536"], "--port is 65536"],
  [["--server", "localhost"], "--server is localhost; use a URL such as http://127.0.0.1:3000"],
  [["--none"], "Unknown option '--none'"],
])("%j fails with a reason and a hint", async (values, reason) => {
  expect([await run(...values), printed]).toEqual([1, ""]);
  expect(errors).toContain(reason);
  expect(errors).toContain("Try wx-miniprogram-preview --help");
});

test("a port in use fails with the option to change", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : "";
  expect(await run("--port", String(port))).toBe(1);
  expect(errors).toContain(`Port ${port} of 127.0.0.1 is in use. Choose another with --port`);
  other.close();
});

describe("with --server", () => {
  let other: Server;
  let otherUrl: string;

  beforeEach(async () => {
    other = createServer(async (req, res) => {
      res.writeHead(201, { "X-Path": req.url, "X-Host": req.headers.host });
      res.end(`${req.method} ${await text(req)}`);
    }).listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    otherUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    await run("--port", "0", "--no-watch", "--server", otherUrl);
  });

  afterEach(() => {
    other.closeAllConnections();
    other.close();
  });

  test("requests that are not for the preview go to the server", async () => {
    const response = await fetch(`${running?.url}/put-sign?ext=jpg`, { method: "POST", body: "a photo" });
    expect([response.status, await response.text()]).toEqual([201, "POST a photo"]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-path": "/put-sign?ext=jpg",
      "x-host": new URL(otherUrl).host,
    });
    expect(await (await fetch(`${running?.url}/preview/page`)).text()).toContain(`"developServerUrl":"${otherUrl}"`);
  });

  test.each([
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { Host: "rebound.example.com" },
    { Host: "[" },
  ])("a page of another site with %j may not use the server", async (headers) => {
    const [response] = await once(get(`${running?.url}/put-sign`, { headers, agent: false }), "response");
    expect(response.statusCode).toBe(403);
    response.resume();
  });

  test("a path with two slashes at its start goes to the same server", async () => {
    const [response] = await once(get(`${running?.url}//example.com/put-sign`, { agent: false }), "response");
    expect([response.statusCode, response.headers["x-path"]]).toEqual([201, "//example.com/put-sign"]);
    response.resume();
  });

  test("a server that does not run causes a 502 with its address", async () => {
    other.closeAllConnections();
    other.close();
    const response = await fetch(`${running?.url}/put-sign`);
    expect([response.status, await response.text()]).toEqual([
      502,
      expect.stringContaining(`The server ${otherUrl} is`),
    ]);
  });
});

test("serves the mini program in the current folder, without the list of a bucket", async () => {
  expect(await run("--port", "0", "--no-watch")).toBeUndefined();
  expect(printed).toBe(`The preview of ${project.directory} is at ${running?.url}\n`);
  const shell = await (await fetch(`${running?.url}/`)).text();
  expect(shell).toContain('<iframe class="screen"');
  expect(shell).not.toContain('id="bucket"');
  expect((await fetch(`${running?.url}/favicon.ico`)).status).toBe(404);
});

test("serves a folder that has app.json and no project.config.json, and lets it send requests to any address", async () => {
  await rm(join(project.directory, "project.config.json"));
  await run("--port", "0", "--no-watch");
  expect(await (await fetch(`${running?.url}/preview/project.js`)).text()).toMatch(/"urlCheck": false/);
  expect(errors).toBe("");
});

test("prints the problems of a mini program that does not compile, and keeps serving", async () => {
  await writeFile(join(project.directory, "pages/home/home.wxml"), "<nothing />");
  await run("--port", "0", "--no-watch");
  expect(await (await fetch(`${running?.url}/`)).text()).toContain("The mini program does not compile");
  expect(errors).toContain("The mini program does not compile:\n  pages/home/home.wxml:1:1 <nothing> is neither");
});
