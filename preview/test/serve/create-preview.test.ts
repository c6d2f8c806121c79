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

/** Asks under any Host, which fetch can't. */
async function ask(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const [answer] = await once(get(url + path, { headers, agent: false }), "response");
  return answer;
}

test("the phone stands at the root, the page and what both load under /preview/", async () => {
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
    const answer = await fetch(url + address);
    expect([address, answer.status]).toEqual([address, 200]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect((await answer.text()).length).toBeGreaterThan(200);
  }
});

test("whatever else is asked for is passed on, other methods too", async () => {
  await serve();
  expect((await fetch(`${url}/put-sign?ext=jpg`)).status).toBe(418);
  expect((await fetch(`${url}/`, { method: "POST" })).status).toBe(418);
});

test("an address that is none is passed on, and a path that is none is not there", async () => {
  await serve();
  await project.write("dot.svg", "<svg/>");
  expect((await ask("//", {})).statusCode).toBe(418);
  const paths = ["files/%ZZ", "files/%ZZ.png", "files/%00.png", "files/%ff.png", "files/dot.svg/a.png"];
  for (const path of [...paths, `files/${"a".repeat(300)}.png`, `fonts/${"a".repeat(300)}`, "%ZZ"]) {
    expect([path, (await ask(`/preview/${path}`, {})).statusCode]).toEqual([path, 404]);
  }
});

test("a picture of the package is shown, and none that lies beside the package", async () => {
  await project.write("project.config.json", `{ "appid": "touristappid", "miniprogramRoot": "." }`);
  await project.write("images/dot.png", "a picture");
  await serve();
  expect((await ask("/preview/files/images%2Fdot.png", {})).statusCode).toBe(200);
  const beside = await copyProject();
  await beside.write("dot.png", "another's");
  const sibling = `${project.directory}-beside`;
  await cp(beside.directory, sibling, { recursive: true });
  try {
    for (const folder of [beside.directory, sibling]) {
      const answer = await ask(`/preview/files/..%2F${basename(folder)}%2Fdot.png`, {});
      expect([folder, answer.statusCode]).toEqual([folder, 404]);
    }
  } finally {
    await beside.close();
    await rm(sibling, { recursive: true });
  }
});

test("settings that hold a tag – stay in their script", async () => {
  await serve({ developServerUrl: "http://127.0.0.1:3000/</script><b>" });
  expect(await (await fetch(`${url}/preview/page`)).text()).not.toContain("</script><b>");
});

test("what a browser has already is not sent again", async () => {
  await serve();
  const etag = (await fetch(`${url}/preview/page.js`)).headers.get("etag") ?? "";
  expect((await fetch(`${url}/preview/page.js`, { headers: { "If-None-Match": etag } })).status).toBe(304);
});

test("the font's files are there, and only they", async () => {
  await serve();
  const css = await (await fetch(`${url}/preview/fonts.css`)).text();
  const [, file = ""] = /url\((\/preview\/fonts\/[^)]+)\)/.exec(css) ?? [];
  expect((await fetch(url + file)).headers.get("content-type")).toBe("font/woff2");
  expect((await fetch(`${url}/preview/fonts/..%2fpackage.json`)).status).toBe(404);
});

test("pictures of the mini program are there; its sources and files outside it are not", async () => {
  await serve();
  await project.write("dot.svg", "<svg/>");
  expect((await fetch(`${url}/preview/files/dot.svg`)).status).toBe(200);
  for (const path of ["app.json", "pages/home/home.ts", "images/none.png", "..%2f..%2fetc%2fhosts.png"]) {
    expect([path, (await fetch(`${url}/preview/files/${path}`)).status]).toEqual([path, 404]);
  }
});

describe("a mini program with a mistake", () => {
  test("shows it instead of the phone, tells whoever started it, and comes back when it is mended", async () => {
    await project.write("pages/home/home.wxml", "<blink></blink>");
    const told: string[] = [];
    await serve({ watch: true, onProblems: (problems) => told.push(...problems.map(formatProblem)) });
    const shown = await (await fetch(url)).text();
    expect(shown).toContain("pages/home/home.wxml:1:1 &lt;blink&gt; is neither in usingComponents");
    expect(told).toEqual([expect.stringContaining("home.wxml:1:1 <blink>")]);
    expect((await fetch(`${url}/preview/page.js`)).status).toBe(404);
    const events = await ask("/preview/events", {});
    const built = firstEvent(events);
    await project.write("pages/home/home.wxml", "<view>mended</view>");
    expect(await built).toBe("built");
    expect(await (await fetch(url)).text()).toContain('id="phone"');
    expect(await (await fetch(`${url}/preview/page.js`)).text()).toContain("mended");
  });
});

test("what the builder did not think of – is shown and told like any mistake, and the server goes on", async () => {
  await project.remove("pages/home/home.wxss");
  await project.write("pages/home/home.wxss/a.txt", "a folder where a file should be");
  const told: string[] = [];
  await serve({ onProblems: (problems) => told.push(...problems.map(formatProblem)) });
  const shown = await fetch(url);
  expect([shown.status, await shown.text()]).toEqual([
    200,
    expect.stringContaining("could not be built: Error: EISDIR"),
  ]);
  expect(told).toEqual([expect.stringContaining("EISDIR")]);
});

describe("the local bucket", () => {
  const bucket = {
    origin: "http://127.0.0.1:3001",
    signGet: (key: string) => `http://127.0.0.1:3001/${key}?signed`,
  };

  test("opens an object by its address or key, signed", async () => {
    await serve({ bucket });
    for (const query of ["key=a%2Fphoto.jpg", "url=http%3A%2F%2F127.0.0.1%3A3001%2Fa%2Fphoto.jpg"]) {
      const answer = await fetch(`${url}/preview/open?${query}`, { redirect: "manual" });
      expect([answer.status, answer.headers.get("location")]).toEqual([
        302,
        "http://127.0.0.1:3001/a/photo.jpg?signed",
      ]);
    }
  });

  test("leads nowhere else", async () => {
    await serve({ bucket });
    for (const address of [
      "https%3A%2F%2Fexample.com%2F",
      "http://127.0.0.1:3001/%ZZ",
      "http://127.0.0.1:3001/%25ZZ",
    ]) {
      const answer = await ask(`/preview/open?url=${address}`, {});
      expect([address, answer.statusCode, answer.headers.location]).toEqual([address, 400, undefined]);
    }
  });

  test("is shown to no site that has its name lead to this computer", async () => {
    await serve({ bucket });
    const answer = await ask("/preview/open?key=a", { Host: "rebound.example.com" });
    expect([answer.statusCode, await text(answer)]).toEqual([
      403,
      "The local bucket is shown on this computer only.\n",
    ]);
  });

  test.each([
    { "X-Forwarded-For": "203.0.113.7" },
    { Forwarded: "for=203.0.113.7" },
    { "Sec-Fetch-Site": "cross-site" },
  ])("is shown to nobody behind a tunnel or proxy, nor to another site's page: %j", async (headers) => {
    await serve({ bucket });
    for (const path of ["/preview/open?key=a", "/preview/objects"]) {
      const answer = await ask(path, headers);
      expect([path, answer.statusCode, answer.headers.location]).toEqual([path, 403, undefined]);
    }
  });

  test.each(["same-origin", "none"])("is opened by its own page and by hand: Sec-Fetch-Site: %s", async (site) => {
    await serve({ bucket });
    expect((await ask("/preview/open?key=a", { "Sec-Fetch-Site": site })).statusCode).toBe(302);
  });

  test("is not there without one", async () => {
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
