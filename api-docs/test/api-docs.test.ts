import express from "express";
import request from "supertest";
import { apiDocs } from "../src/index.ts";

const app = express().use("/docs", apiDocs());

/** The URLs in the page's src and href attributes. */
const filesOf = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);

describe("apiDocs", () => {
  test.each(["/docs", "/docs/"])("%s serves a page whose files all load with the right content type", async (path) => {
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

  test("sends a policy that forbids inline scripts, other origins and frames", async () => {
    const { headers, text } = await request(app).get("/docs");
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/<script>|https?:/);
  });

  test("shows the configured document and calls no validator on the internet", async () => {
    const other = express().use("/docs", apiDocs({ documentUrl: "/uploads/openapi.json" }));
    const { text } = await request(other).get("/docs/start.js");
    expect(text).toContain('"url":"/uploads/openapi.json"');
    expect(text).toContain('"validatorUrl":null');
  });

  test("ignores a Range header and sends whole files", async () => {
    const { status, headers } = await request(app).get("/docs/swagger-ui.css").set("Range", "bytes=999999999-");
    expect([status, headers["content-range"]]).toEqual([200, undefined]);
  });

  test("serves no other file of its package", async () => {
    for (const file of ["package.json", "index.html", "swagger-initializer.js", "..%2Fexpress%2Fpackage.json"])
      expect((await request(app).get(`/docs/${file}`)).status).toBe(404);
  });
});
