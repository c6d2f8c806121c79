/** @jest-environment jsdom */
import { type PageWatch, watchPage } from "../../browser/src/watch-page";
import type { Obstacle } from "../../src/uploader/index";

const RECHECK_MS = 5_000;

let obstacles: Set<Obstacle>;
let watch: PageWatch;
let page: { isOnline: boolean; visibility: DocumentVisibilityState };

beforeEach(() => {
  jest.useFakeTimers();
  page = { isOnline: true, visibility: "visible" };
  jest.spyOn(navigator, "onLine", "get").mockImplementation(() => page.isOnline);
  jest.spyOn(document, "visibilityState", "get").mockImplementation(() => page.visibility);
  obstacles = new Set();
  watch = watchPage((obstacle, isThere) => (isThere ? obstacles.add(obstacle) : obstacles.delete(obstacle)));
});
afterEach(() => {
  watch.stop();
  expect(jest.getTimerCount()).toBe(0);
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function setVisibility(visibility: DocumentVisibilityState): void {
  page.visibility = visibility;
  document.dispatchEvent(new Event("visibilitychange"));
}

function setOnline(isOnline: boolean): void {
  page.isOnline = isOnline;
  window.dispatchEvent(new Event(isOnline ? "online" : "offline"));
}

test("reports a missing network and its return, also without an event", () => {
  setOnline(false);
  expect([...obstacles]).toEqual(["waiting_for_network"]);
  setOnline(true);
  expect([...obstacles]).toEqual([]);
  setOnline(false);
  page.isOnline = true;
  jest.advanceTimersByTime(RECHECK_MS);
  expect([...obstacles]).toEqual([]);
});

test("reports at once that the network is missing", () => {
  watch.stop();
  page.isOnline = false;
  watch = watchPage((obstacle) => obstacles.add(obstacle));
  expect([...obstacles]).toEqual(["waiting_for_network"]);
});

test("a hidden page is no obstacle, and nor is a failure in a visible one", () => {
  watch.onNoResponse();
  setVisibility("hidden");
  expect([...obstacles]).toEqual([]);
});

test("after the first failure in a hidden page, uploads wait until it is visible", () => {
  setVisibility("hidden");
  watch.onNoResponse();
  expect([...obstacles]).toEqual(["waiting_for_foreground"]);
  setVisibility("visible");
  expect([...obstacles]).toEqual([]);
});

test("a hidden page that still runs continues, and its next failures count until it was visible", () => {
  setVisibility("hidden");
  watch.onNoResponse();
  jest.advanceTimersByTime(RECHECK_MS);
  expect([...obstacles]).toEqual([]);
  watch.onNoResponse();
  expect([...obstacles]).toEqual([]);
  setVisibility("visible");
  setVisibility("hidden");
  watch.onNoResponse();
  expect([...obstacles]).toEqual(["waiting_for_foreground"]);
});

test("reports nothing after stop", () => {
  setVisibility("hidden");
  watch.onNoResponse();
  watch.stop();
  obstacles.clear();
  setOnline(false);
  setVisibility("visible");
  jest.advanceTimersByTime(3 * RECHECK_MS);
  expect([...obstacles]).toEqual([]);
});
