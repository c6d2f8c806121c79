import { byteLimits } from "../src/components/cos-uploader/list/size-limit";
import { MAX_FILES, SERVER_URLS, SIZE_LIMIT } from "../src/config";

test("uses a signing server on this computer in DevTools", () => {
  expect(SERVER_URLS.develop).toBe("http://127.0.0.1:3000");
});

test.each(["trial", "release"] as const)("%s has an https address without a trailing slash", (envVersion) => {
  expect(SERVER_URLS[envVersion]).toMatch(/^https:\/\/[a-z0-9.-]+$/);
});

test("limits the number of files and the bytes of photos and videos", () => {
  expect(MAX_FILES).toBe(9);
  expect(byteLimits(SIZE_LIMIT)).toMatchObject({ image: 20_971_520, video: 1_073_741_824 });
});
