import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import { basename } from "node:path";
import { text } from "node:stream/consumers";
import { formatProblem } from "../../src/build/problem.ts";
import { createPreview, type Preview, type PreviewOptions } from "../../src/serve/create-preview.ts";
import { copyProject } from "../support/project-copy.ts";

let project: Awaited<ReturnType<typeof copyProject>>;
let preview: Preview;
let server: Server;
let url: string;

beforeEach(async () => {
  project = await copyProject();
});

afterEach(async () => {
  preview.close();
  server.closeAllConnections();
  server.close();
  await project.close();
});

async function serve(options: Partial<PreviewOptions> = {}): Promise<void> {
  preview = createPreview({ projectDirectory: project.directory, ...options });
  server = createServer((req, res) => preview.handle(req, res, () => res.writeHead(418).end()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

/** Sends a request with any Host, which fetch does not allow. */
async function request(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const [response] = await once(get(url + path, { headers, agent: false }), "response");
  return response;
}

test("serves the phone at the root, and the page and all assets under /preview/", async () => {
  await serve();
  const addresses = [
    "/",
    "/preview/page",
    "/preview/page.js",
    "/preview/page.css",
    "/preview/shell.js",
    "/preview/fonts.css",
  ];
  for (const address of addresses) {
    const response = await fetch(url + address);
    expect([address, response.status]).toEqual([address, 200]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect((await response.text()).length).toBeGreaterThan(200);
  }
});

test("calls next for every other path and method", async () => {
  await serve();
  expect((await fetch(`${url}/put-sign?ext=jpg`)).status).toBe(418);
  expect((await fetch(`${url}/`, { method: "POST" })).status).toBe(418);
});

test("calls next for an invalid URL, and responds with 404 to an invalid path", async () => {
  await serve();
  await project.write("dot.svg", "<svg/>");
  expect((await request("//", {})).statusCode).toBe(418);
  const paths = ["files/%ZZ", "files/%ZZ.png", "files/%00.png", "files/%ff.png", "files/dot.svg/a.png"];
  for (const path of [...paths, `files/${"a".repeat(300)}.png`, `fonts/${"a".repeat(300)}`, "%ZZ"]) {
    expect([path, (await request(`/preview/${path}`, {})).statusCode]).toEqual([path, 404]);
  }
});

test("serves an image of the package, and none from a sibling folder", async () => {
  await project.write("project.config.json", `{ "appid": "touristappid", "miniprogramRoot": "." }`);
  await project.write("images/dot.png", "a picture");
  await serve();
  expect((await request("/preview/files/images%2Fdot.png", {})).statusCode).toBe(200);
  const beside = await copyProject();
  await beside.write("dot.png", "another's");
  const sibling = `${project.directory}-beside`;
  await cp(beside.directory, sibling, { recursive: true });
  try {
    for (const folder of [beside.directory, sibling]) {
      const response = await request(`/preview/files/..%2F${basename(folder)}%2Fdot.png`, {});
      expect([folder, response.statusCode]).toEqual([folder, 404]);
    }
  } finally {
    await beside.close();
    await rm(sibling, { recursive: true });
  }
});

test("escapes a tag in the settings, so that it can't close their script element", async () => {
  await serve({ developServerUrl: "http://127.0.0.1:3000/</script><b>" });
  expect(await (await fetch(`${url}/preview/page`)).text()).not.toContain("</script><b>");
});

test("responds with 304 to a browser that already has the file", async () => {
  await serve();
  const etag = (await fetch(`${url}/preview/page.js`)).headers.get("etag") ?? "";
  expect((await fetch(`${url}/preview/page.js`, { headers: { "If-None-Match": etag } })).status).toBe(304);
});

test("serves the font's files and no other file of its package", async () => {
  await serve();
  const css = await (await fetch(`${url}/preview/fonts.css`)).text();
  const [, file = ""] = /url\((\/preview\/fonts\/[^)]+)\)/.exec(css) ?? [];
  expect((await fetch(url + file)).headers.get("content-type")).toBe("font/woff2");
  expect((await fetch(`${url}/preview/fonts/..%2fpackage.json`)).status).toBe(404);
});

test("serves the mini program's images, but not its sources or files outside it", async () => {
  await serve();
  await project.write("dot.svg", "<svg/>");
  expect((await fetch(`${url}/preview/files/dot.svg`)).status).toBe(200);
  for (const path of ["app.json", "pages/home/home.ts", "images/none.png", "..%2f..%2fetc%2fhosts.png"]) {
    expect([path, (await fetch(`${url}/preview/files/${path}`)).status]).toEqual([path, 404]);
  }
});

describe("a mini program with a problem", () => {
  test("shows the problem instead of the phone, reports it, and recovers after a fix", async () => {
    await project.write("pages/home/home.wxml", "<blink></blink>");
    const reported: string[] = [];
    await serve({ watch: true, onProblems: (problems) => reported.push(...problems.map(formatProblem)) });
    const shown = await (await fetch(url)).text();
    expect(shown).toContain("pages/home/home.wxml:1:1 &lt;blink&gt; is neither listed in usingComponents");
    expect(reported).toEqual([expect.stringContaining("home.wxml:1:1 <blink>")]);
    expect((await fetch(`${url}/preview/page.js`)).status).toBe(404);
    const events = await request("/preview/events", {});
    const built = firstEvent(events);
    await project.write("pages/home/home.wxml", "<view>fixed</view>");
    expect(await built).toBe("built");
    expect(await (await fetch(url)).text()).toContain('id="phone"');
    expect(await (await fetch(`${url}/preview/page.js`)).text()).toContain("fixed");
  });
});

test("shows and reports an unexpected error of the builder like any problem, and keeps serving", async () => {
  await project.remove("pages/home/home.wxss");
  await project.write("pages/home/home.wxss/a.txt", "a folder where a file should be");
  const reported: string[] = [];
  await serve({ onProblems: (problems) => reported.push(...problems.map(formatProblem)) });
  const shown = await fetch(url);
  expect([shown.status, await shown.text()]).toEqual([
    200,
    expect.stringContaining("could not be built: Error: EISDIR"),
  ]);
  expect(reported).toEqual([expect.stringContaining("EISDIR")]);
});

describe("the local bucket", () => {
  const bucket = {
    origin: "http://127.0.0.1:3001",
    signGet: (key: string) => `http://127.0.0.1:3001/${key}?signed`,
  };

  test("redirects to the presigned URL of an object, given its address or key", async () => {
    await serve({ bucket });
    for (const query of ["key=a%2Fphoto.jpg", "url=http%3A%2F%2F127.0.0.1%3A3001%2Fa%2Fphoto.jpg"]) {
      const response = await fetch(`${url}/preview/open?${query}`, { redirect: "manual" });
      expect([response.status, response.headers.get("location")]).toEqual([
        302,
        "http://127.0.0.1:3001/a/photo.jpg?signed",
      ]);
    }
  });

  test("rejects an address outside the bucket", async () => {
    await serve({ bucket });
    for (const address of [
      "https%3A%2F%2Fexample.com%2F",
      "http://127.0.0.1:3001/%ZZ",
      "http://127.0.0.1:3001/%25ZZ",
    ]) {
      const response = await request(`/preview/open?url=${address}`, {});
      expect([address, response.statusCode, response.headers.location]).toEqual([address, 400, undefined]);
    }
  });

  test("rejects another site whose name resolves to this computer", async () => {
    await serve({ bucket });
    const response = await request("/preview/open?key=a", { Host: "rebound.example.com" });
    expect([response.statusCode, await text(response)]).toEqual([
      403,
      "Only this computer can see the local bucket.\n",
    ]);
  });

  test.each([
    { "X-Forwarded-For": "203.0.113.7" },
    { Forwarded: "for=203.0.113.7" },
    { "Sec-Fetch-Site": "cross-site" },
  ])("rejects requests through a tunnel or proxy and from another site's page: %j", async (headers) => {
    await serve({ bucket });
    for (const path of ["/preview/open?key=a", "/preview/objects"]) {
      const response = await request(path, headers);
      expect([path, response.statusCode, response.headers.location]).toEqual([path, 403, undefined]);
    }
  });

  test.each(["same-origin", "none"])("allows its own page and the address bar: Sec-Fetch-Site: %s", async (site) => {
    await serve({ bucket });
    expect((await request("/preview/open?key=a", { "Sec-Fetch-Site": site })).statusCode).toBe(302);
  });

  test("responds with 404 if the preview has no bucket", async () => {
    await serve();
    expect((await fetch(`${url}/preview/objects`)).status).toBe(404);
  });
});

async function firstEvent(events: IncomingMessage): Promise<string> {
  for await (const chunk of events) {
    const [, name] = /event: (\w+)/.exec(String(chunk)) ?? [];
    if (name !== undefined) return name;
  }
  throw new Error("the stream ended without an event");
}
