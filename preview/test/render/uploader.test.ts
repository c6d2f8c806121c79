/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import { type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../../..");
const PHOTO = { url: "https://e.com/1.jpg", type: "image" };
const REPORT = { url: "https://e.com/2.pdf", name: "report.pdf", type: "file" };

let mounted: Mounted;
const previewMedia = jest.fn();

afterEach(() => expect([...mounted.reports, ...mounted.warnings]).toEqual([]));

/** Shows the component without a page. Returns its tiles and the details of its events of one name. */
function show(properties: Readonly<Record<string, unknown>>, event: string) {
  const wx = { previewMedia, getAppBaseInfo: () => ({ language: "en", SDKVersion: "3.8.12" }) };
  mounted = mount({ projectDirectory, wx });
  const details: unknown[] = [];
  const { html } = mounted.showComponent("components/cos-uploader/index", (component) => {
    component.setData(properties);
    component.addListener(event, ({ detail }) => {
      details.push(detail);
    });
  });
  return { details, tiles: [...html.querySelectorAll("[role=group]")] };
}

test.each([
  [{ url: "https://e.com/1.heic", type: "image" }, "picture"],
  [{ url: "https://e.com/1.mp4" }, "video"],
  [{ url: "https://e.com/1.zip" }, "sheet"],
])("renders %j, which has no picture, with a drawing of its kind", (file, name) => {
  const { tiles } = show({ files: [{ ...file, thumb: "" }] }, "click");
  tiles[0]?.querySelector("img")?.dispatchEvent(new Event("error"));
  const drawing = tiles[0]?.querySelector("[class*='--drawing'] > wx-view");
  expect(drawing?.className).toContain(`--${name}-drawing`);
});

/** Taps the top layer of the tile. */
function tapFace(tile: Element | undefined): void {
  const faces = tile?.querySelectorAll("[class*='--face']") ?? [];
  tap(faces[faces.length - 1] ?? document.body);
}

test.each([
  ["a photo", 0, true, 1],
  ["a photo with previews turned off", 0, false, 0],
  ["a file without a preview", 1, true, 0],
])("notifies the page of a tap on %s", (_, index, preview, timesShown) => {
  previewMedia.mockClear();
  const { details, tiles } = show({ files: [PHOTO, REPORT], preview }, "click");
  tapFace(tiles[index]);
  expect(details).toMatchObject([{ index }]);
  expect(previewMedia).toHaveBeenCalledTimes(timesShown);
});
