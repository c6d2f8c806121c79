import { byteLimits, uploaderLimits } from "../../../../src/components/cos-uploader/list/size-limit";

const NONE = Number.POSITIVE_INFINITY;

test.each([
  [null, NONE, NONE, NONE],
  [undefined, NONE, NONE, NONE],
  [0, NONE, NONE, NONE],
  [500, 512_000, 512_000, 512_000],
  [{ size: 3, unit: "B" }, 3, 3, 3],
  [{ size: 2 }, 2048, 2048, 2048],
  [{ size: 2, unit: "MB" }, 2_097_152, 2_097_152, 2_097_152],
  [{ image: { size: 1, unit: "MB" }, video: { size: 1, unit: "GB" } }, 1_048_576, 1_073_741_824, NONE],
  [{ file: 1 }, NONE, NONE, 1024],
] as const)("reads %j", (limit, image, video, file) => {
  expect(byteLimits(limit)).toEqual({ image, video, file });
});

test("passes only existing limits to the uploader", () => {
  expect(uploaderLimits(byteLimits(null))).toEqual({});
  expect(uploaderLimits(byteLimits({ image: 1, file: 2 }))).toEqual({ photo: 1024, other: 2048 });
});
