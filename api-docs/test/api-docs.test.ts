import express from "express";
import request from "supertest";
import { apiDocs } from "../src/index.ts";

const app = express().use("/docs", apiDocs());

/** What the page names in src and href. */
const filesOf = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);

describe("apiDocs", () => {
  it.each(["/docs", "/docs/"])("%s – is a page, and every file it names is there and of its type", async (path) => {
    const { status, text, headers } = await request(app).get(path);
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const types = await Promise.all(
      filesOf(text).map(async (url) => {
        const file = await request(app).get(url);
        return [file.status, file.headers["content-type"]?.split(";")[0]];
      }),
    );
    expect(types).toEqual([
      [200, "image/png"],
      [200, "text/css"],
      [200, "text/javascript"],
      [200, "text/javascript"],
    ]);
  });

  it("has a policy of its own: no inline script, nothing from elsewhere, in nobody's frame", async () => {
    const { headers, text } = await request(app).get("/docs");
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/<script>|https?:/);
  });

  it("shows the document it is told of, and asks no validator on the internet", async () => {
    const other = express().use("/docs", apiDocs({ documentUrl: "/uploads/openapi.json" }));
    const { text } = await request(other).get("/docs/start.js");
    expect(text).toContain('"url":"/uploads/openapi.json"');
    expect(text).toContain('"validatorUrl":null');
  });

  it("gives whole files, whatever part is asked for", async () => {
    const { status, headers } = await request(app).get("/docs/swagger-ui.css").set("Range", "bytes=999999999-");
    expect([status, headers["content-range"]]).toEqual([200, undefined]);
  });

  it("serves nothing else of its package", async () => {
    for (const file of ["package.json", "index.html", "swagger-initializer.js", "..%2Fexpress%2Fpackage.json"])
      expect((await request(app).get(`/docs/${file}`)).status).toBe(404);
  });
});
