/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import { type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../../..");
const PHOTO = { url: "https://e.com/1.jpg", type: "image" };
const REPORT = { url: "https://e.com/2.pdf", name: "report.pdf", type: "file" };

let mounted: Mounted;
const previewMedia = jest.fn();

afterEach(() => expect(mounted.reports).toEqual([]));

/** The component by itself, and the details of its events of one name. */
function show(properties: Readonly<Record<string, unknown>>, event: string) {
  const wx = { previewMedia, getAppBaseInfo: () => ({ language: "en", SDKVersion: "3.8.12" }) };
  mounted = mount({ projectDirectory, wx });
  const { component, html } = mounted.showComponent("components/cos-uploader/index", properties);
  const told: unknown[] = [];
  component.addListener(event, ({ detail }) => {
    told.push(detail);
  });
  return { told, tiles: [...html.querySelectorAll("[role=group]")] };
}

test.each([
  [{ url: "https://e.com/1.heic", type: "image" }, "picture"],
  [{ url: "https://e.com/1.mp4" }, "video"],
  [{ url: "https://e.com/1.zip" }, "sheet"],
])("%j without a picture – is drawn as what it is", (file, name) => {
  const { tiles } = show({ files: [{ ...file, thumb: "" }] }, "click");
  tiles[0]?.querySelector("img")?.dispatchEvent(new Event("error"));
  const drawing = tiles[0]?.querySelector("[class*='--drawing'] > wx-view");
  expect(drawing?.className).toContain(`--${name}-drawing`);
});

/** Taps what lies on top of the tile. */
function tapFace(tile: Element | undefined): void {
  const faces = tile?.querySelectorAll("[class*='--face']") ?? [];
  tap(faces[faces.length - 1] ?? document.body);
}

test.each([
  ["a photo", 0, true, 1],
  ["a photo that is not to be shown large", 0, false, 0],
  ["a file that can't be shown large", 1, true, 0],
])("a tap on %s – the page hears of it", (_, index, preview, timesShown) => {
  previewMedia.mockClear();
  const { told, tiles } = show({ files: [PHOTO, REPORT], preview }, "click");
  tapFace(tiles[index]);
  expect(told).toMatchObject([{ index }]);
  expect(previewMedia).toHaveBeenCalledTimes(timesShown);
});
