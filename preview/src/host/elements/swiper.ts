import { listenToDrags } from "../drags.ts";
import type { ElementBehaviour, ElementDefinition, ElementHandle } from "./element.ts";

/** What changed the item, in WeChat's terms: a finger, the timer, or the page's `current` (empty). */
type Source = "touch" | "autoplay" | "";

/** Shortest drag that moves to the next item, in pixels. */
const MIN_DRAG = 30;

/** https://developers.weixin.qq.com/miniprogram/dev/component/swiper.html */
export const swiper: ElementDefinition = {
  properties: {
    indicatorDots: false,
    indicatorColor: "rgba(0, 0, 0, .3)",
    indicatorActiveColor: "#000000",
    autoplay: false,
    current: 0,
    interval: 5000,
    duration: 500,
    circular: false,
    vertical: false,
    displayMultipleItems: 1,
  },
  data: { trackStyle: "" },
  events: ["change", "animationfinish"],
  attach: attachSwiper,
};

/** https://developers.weixin.qq.com/miniprogram/dev/component/swiper-item.html */
export const swiperItem: ElementDefinition = { properties: { itemId: "" } };

function attachSwiper(element: ElementHandle): ElementBehaviour {
  const { html } = element;
  const items = () => [...html.querySelectorAll<HTMLElement>(":scope > .wx-swiper-track > wx-swiper-item")];
  const shownAtOnce = () => Math.max(1, element.number("displayMultipleItems"));
  const last = () => Math.max(0, items().length - shownAtOnce());
  const isShown = (index: number) => index >= current && index < current + shownAtOnce();
  /** The page's latest value of the property. `current` is the item that is shown. */
  let requested = element.number("current");
  let current = requested;
  let timer: ReturnType<typeof setInterval> | undefined;

  /** @param dragged distance of the running drag, in pixels; undefined if there is none */
  function render(dragged?: number): void {
    const axis = element.isOn("vertical") ? "Y" : "X";
    const duration = dragged === undefined ? element.number("duration") : 0;
    const shift = `calc(${(-100 / shownAtOnce()) * current}% + ${dragged ?? 0}px)`;
    element.show({ trackStyle: `transform: translate${axis}(${shift}); transition-duration: ${duration}ms` });
    const dots = items().map((item, index) => {
      // Keep the keyboard and screen readers away from hidden items.
      item.toggleAttribute("inert", !isShown(index));
      item.style.setProperty("flex-basis", `${100 / shownAtOnce()}%`);
      const dot = document.createElement("i");
      dot.style.backgroundColor = element.text(isShown(index) ? "indicatorActiveColor" : "indicatorColor");
      return dot;
    });
    html.querySelector(".wx-swiper-dots")?.replaceChildren(...(element.isOn("indicatorDots") ? dots : []));
  }

  function go(to: number, source: Source): void {
    const count = last() + 1;
    const next = element.isOn("circular") ? (to + count) % count : Math.min(last(), Math.max(0, to));
    const hasMoved = next !== current;
    current = next;
    render();
    if (!hasMoved) return;
    const detail = { current, currentItemId: items()[current]?.getAttribute("item-id") ?? "", source };
    element.emit("change", detail);
    setTimeout(() => element.emit("animationfinish", detail), element.number("duration"));
  }

  function restartTimer(): void {
    clearInterval(timer);
    if (!element.isOn("autoplay")) return;
    timer = setInterval(() => {
      if (!html.isConnected) clearInterval(timer);
      // Autoplay continues with the first item after the last, even without `circular`.
      else go(current >= last() ? 0 : current + 1, "autoplay");
    }, element.number("interval"));
  }

  listenToDrags(html, {
    isVertical: () => element.isOn("vertical"),
    onDrag: render,
    onEnd(pixels) {
      go(current - (Math.abs(pixels) < MIN_DRAG ? 0 : Math.sign(pixels)), "touch");
      restartTimer();
    },
  });
  html.tabIndex = 0;
  html.setAttribute("aria-role", "group");
  html.addEventListener("keydown", ({ target, key }) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[key];
    if (target === html && step !== undefined) go(current + step, "touch");
  });
  // The page's lists add and remove items.
  const track = html.querySelector(".wx-swiper-track");
  if (track !== null) {
    new MutationObserver(() => (current > last() ? go(last(), "") : render())).observe(track, { childList: true });
  }

  return {
    changed() {
      const before = requested;
      requested = element.number("current");
      if (requested === before) render();
      else go(requested, "");
      restartTimer();
    },
  };
}
