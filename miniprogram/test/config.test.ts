import { MAX_PICKED_FILES, MAX_RUNNING_UPLOADS, SERVER_URLS } from "../src/config";

test("in DevTools the signing server is on this computer", () => {
  expect(SERVER_URLS.develop).toBe("http://127.0.0.1:3000");
});

test.each(["trial", "release"] as const)("%s has an https address without a slash at the end", (envVersion) => {
  expect(SERVER_URLS[envVersion]).toMatch(/^https:\/\/[a-z0-9.-]+$/);
});

test("WeChat's limits are kept: 9 picked files on old base libraries, 10 transfers at a time", () => {
  expect(MAX_PICKED_FILES).toBeLessThanOrEqual(9);
  expect(MAX_RUNNING_UPLOADS).toBeLessThanOrEqual(10);
});
