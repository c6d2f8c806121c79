import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../../src/components/cos-uploader/texts/zh";
import { type Limits, limitTexts } from "../../../../src/components/cos-uploader/view/limits-text";

const NO_LIMITS: Limits = {
  mediaTypes: ["image", "video"],
  source: "media",
  maxFiles: 0,
  maxBytes: byteLimits(0),
  accept: [],
};

test.each<[Partial<Limits>, readonly string[]]>([
  [{}, ["Photos and videos"]],
  [{ mediaTypes: ["image"] }, ["Photos"]],
  [JSON.parse('{ "mediaTypes": ["mix"] }'), ["Photos and videos"]],
  [{ mediaTypes: ["video"], maxFiles: 1 }, ["Videos", "up to 1"]],
  [{ maxBytes: byteLimits({ size: 5, unit: "MB" }) }, ["Photos and videos", "5 MB each"]],
  [{ maxBytes: byteLimits({ video: { size: 5, unit: "MB" } }) }, ["Photos and videos", "Videos up to 5 MB"]],
  [{ source: "messageFile", accept: ["pdf", "docx"] }, ["Chat files", "PDF DOCX"]],
  [{ source: "any", maxFiles: 9 }, ["Photos, videos and chat files", "up to 9"]],
  [{ source: "any", mediaTypes: ["image"] }, ["Photos", "Chat files"]],
  [{ source: "any", accept: ["photo", "pdf"] }, ["Photos", "Chat files", "PDF"]],
  [{ source: "messageFile", accept: ["photo", "video", "pdf"] }, ["Chat files", "Photos and videos", "PDF"]],
  [{ source: "messageFile", accept: ["photo", "other"] }, ["Chat files"]],
  [{ accept: ["photo"], maxBytes: byteLimits({ image: 1024, video: 2048 }) }, ["Photos", "1 MB each"]],
  [{ accept: ["jpg", "png"] }, ["Photos", "JPG PNG"]],
  [{ source: "messageFile", accept: ["pdf"], maxBytes: byteLimits({ image: 1 }) }, ["Chat files", "PDF"]],
  // No type that album and camera offer is accepted. This is a mistake of the page, and each file's failure shows it.
  [{ accept: ["pdf"] }, ["Photos and videos", "PDF"]],
])("limits %j are shown as %j", (limits, texts) => {
  expect(limitTexts({ ...NO_LIMITS, ...limits }, en)).toEqual(texts);
});

test("shows limits in Chinese", () => {
  const limits = { ...NO_LIMITS, maxFiles: 9, maxBytes: byteLimits({ size: 5, unit: "MB" }) };
  expect(limitTexts(limits, zh)).toEqual(["照片和视频", "最多 9 个", "单个不超过 5 MB"]);
});
