/** @jest-environment ./test/support/jsdom-environment.ts */
import { createPullDown } from "../../src/host/pull-down.ts";
import { listenToReachBottom } from "../../src/host/reach-bottom.ts";

const calls: string[] = [];
const page = {
  path: "pages/home/home",
  instance: {
    onPullDownRefresh: () => void calls.push("refresh"),
    onReachBottom: () => void calls.push("bottom"),
  },
};
const pages = { top: () => Object.assign(page, { component: Object(undefined), html: document.body }) };
const { documentElement: scroller } = document;

let parent: HTMLElement;
let end: () => void;

beforeEach(() => {
  calls.length = 0;
  document.body.innerHTML = "<div id='pages'><p>text</p></div>";
  parent = document.getElementById("pages") ?? document.body;
  scroller.scrollTop = 0;
});

afterEach(() => end());

describe("a pull", () => {
  let pullDown: ReturnType<typeof createPullDown>;
  let isEnabled: boolean;

  beforeEach(() => {
    isEnabled = true;
    pullDown = createPullDown({ parent, pages, isEnabled: () => isEnabled });
    end = pullDown.close;
  });

  const dots = () => document.querySelector<HTMLElement>(".wx-pull-down");
  const touch = (type: string, clientY?: number) =>
    parent.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), { touches: [{ clientY }] }));

  function pull(byPx: number): void {
    touch("touchstart", 10);
    touch("touchmove", 10 + byPx);
    touch("touchend");
  }

  test("far enough refreshes the page, and the dots stay until the mini program stops them", () => {
    pull(150);
    expect([calls, dots()?.style.height]).toEqual([["refresh"], "56px"]);
    pull(150);
    expect(calls).toEqual(["refresh"]);
    pullDown.stop();
    expect(dots()?.style.height).toBe("0px");
    pull(150);
    expect(calls).toEqual(["refresh", "refresh"]);
  });

  test("works with the mouse, and its release is no tap", () => {
    const taps: string[] = [];
    parent.addEventListener("click", () => taps.push("tap"));
    const mouse = (type: string, clientY: number, buttons: number) =>
      parent.firstElementChild?.dispatchEvent(new MouseEvent(type, { bubbles: true, clientY, buttons }));
    mouse("mousedown", 10, 1);
    mouse("mousemove", 160, 1);
    mouse("mouseup", 160, 0);
    mouse("click", 160, 0);
    expect([calls, taps]).toEqual([["refresh"], []]);
    pullDown.stop();
    mouse("mousedown", 10, 1);
    mouse("mouseup", 10, 0);
    mouse("click", 10, 0);
    expect([calls, taps]).toEqual([["refresh"], ["tap"]]);
  });

  test.each<[string, () => void]>([
    ["a short way", () => pull(60)],
    ["upwards", () => pull(-150)],
    [
      "of a page that is scrolled",
      () => {
        scroller.scrollTop = 5;
        pull(150);
      },
    ],
    [
      "of a page without enablePullDownRefresh",
      () => {
        isEnabled = false;
        pull(150);
        pullDown.start();
      },
    ],
  ])("%s refreshes nothing", (_title, run) => {
    run();
    expect(calls).toEqual([]);
    expect(["", "0px"]).toContain(dots()?.style.height);
  });

  test("wx.startPullDownRefresh does the same", () => {
    pullDown.start();
    expect([calls, dots()?.style.height]).toEqual([["refresh"], "56px"]);
  });
});

describe("scrolling", () => {
  function scrollTo(scrollTop: number, scrollHeight: number): void {
    // jsdom lays nothing out.
    for (const [name, value] of Object.entries({ scrollHeight, clientHeight: 800 })) {
      Object.defineProperty(scroller, name, { value, configurable: true });
    }
    scroller.scrollTop = scrollTop;
    window.dispatchEvent(new Event("scroll"));
  }

  test("to the end calls onReachBottom once, and again after the page has grown or the user came back", () => {
    end = listenToReachBottom(pages, () => 50);
    scrollTo(100, 2000);
    expect(calls).toEqual([]);
    scrollTo(1150, 2000);
    scrollTo(1180, 2000);
    expect(calls).toEqual(["bottom"]);
    scrollTo(2160, 3000);
    expect(calls).toEqual(["bottom", "bottom"]);
    scrollTo(100, 3000);
    scrollTo(2160, 3000);
    expect(calls).toHaveLength(3);
  });
});
