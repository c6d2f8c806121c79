import type { Frame } from "playwright-core";

/** Returns the lightness of the background of the mini program's page, or else of the body: 0 is black, 255 white. */
export function backgroundLightness(frame: Frame): Promise<number> {
  return frame.evaluate(() => {
    const shown = document.querySelector("wx-page") ?? document.body;
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(shown).backgroundColor.match(/\d+/g) ?? []).map(Number);
    return (red + green + blue) / 3;
  });
}

/** Returns the elements that overflow the screen to the right. */
export function overflow(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
    );
    return [`${scrollWidth} > ${clientWidth}`, ...wide.map((element) => element.outerHTML.slice(0, 120))];
  });
}

/** Returns the buttons that are smaller than 44 px by 44 px. */
export function smallTargets(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(() =>
    [...document.querySelectorAll("wx-button")]
      .map((button) => ({
        name: button.getAttribute("aria-label") ?? button.textContent,
        box: button.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width < 44 || box.height < 44)
      .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`),
  );
}
