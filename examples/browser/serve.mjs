// Serves the page, and the modules of the installed wx-cos-uploader, without a bundler: node serve.mjs [port]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const [port = "8080"] = process.argv.slice(2);
const page = new URL("index.html", import.meta.url);
const modules = import.meta.resolve("wx-cos-uploader/browser");

const server = createServer(async ({ url = "/" }, response) => {
  const [, name] = /^\/wx-cos-uploader\/(\w+\.mjs)$/.exec(url) ?? [];
  const file = url === "/" ? page : name && new URL(name, modules);
  try {
    const body = await readFile(file);
    response.writeHead(200, { "Content-Type": name ? "text/javascript" : "text/html; charset=utf-8" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(port), "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
