/** Least width of a window in which the settings are beside the files, in px. */
const WIDE = 840;

/** Widths between which sizes in rpx are neither too small nor too large, in px. */
const SMALLEST_RPX = 375;
const LARGEST_RPX = 479;

/** The page's classes for a window's width in px. Skyline has no media queries for it. Empty for a phone, and if the width is unknown. */
export function screenClasses(windowWidth: number): string {
  if (windowWidth === 0) return "";
  const isPhone = windowWidth >= SMALLEST_RPX && windowWidth <= LARGEST_RPX;
  return [isPhone ? "" : "page-px", windowWidth >= WIDE ? "page-wide" : ""].filter((name) => name !== "").join(" ");
}

/** Least width of a window with more tiles in a row than a phone, in px. */
const MEDIUM = 480;

/** The class for the number of tiles in a row of a window, by its width in px. Empty for a phone, and if the width is unknown. */
export function columnsClass(windowWidth: number): string {
  if (windowWidth >= WIDE) return "columns-wide";
  return windowWidth >= MEDIUM ? "columns-medium" : "";
}
