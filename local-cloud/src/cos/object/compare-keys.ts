/**
 * Compares keys by their UTF-8 bytes, the order of COS. JavaScript's own order, by UTF-16 units, puts 😀 before Ａ.
 *
 * @returns a negative number if `a` comes first, 0 for equal keys
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Moves surrogates, which stand for the highest code points, behind all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The index of the first key that is not before `key`: its own, or the one where it belongs. */
export function positionOf(sortedKeys: readonly string[], key: string): number {
  let [low, high] = [0, sortedKeys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(sortedKeys[middle] ?? "", key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
