/** Number of last characters to keep. They suffice to distinguish an address or object key from others. */
const END_LENGTH = 12;

/** Shows a text in an element. If there is too little room, the middle of the text is hidden and its end stays visible. */
export function showCut(place: HTMLElement, text: string): void {
  const start = document.createElement("span");
  const end = document.createElement("span");
  start.className = "cut-start";
  start.textContent = text.slice(0, -END_LENGTH);
  end.textContent = text.slice(-END_LENGTH);
  place.classList.add("cut");
  place.replaceChildren(start, end);
}
