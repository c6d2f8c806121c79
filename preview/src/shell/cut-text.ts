/** So many characters at the end of an address or object key tell it apart from others. */
const END_LENGTH = 12;

/** Shows a text that keeps its end where there is no room for all of it: what gives way is in its middle. */
export function showCut(place: HTMLElement, text: string): void {
  const start = document.createElement("span");
  const end = document.createElement("span");
  start.className = "cut-start";
  start.textContent = text.slice(0, -END_LENGTH);
  end.textContent = text.slice(-END_LENGTH);
  place.classList.add("cut");
  place.replaceChildren(start, end);
}
