/** `previousMargin` → `previous-margin`. */
export function toDashes(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
