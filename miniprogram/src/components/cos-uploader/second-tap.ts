/** Longer than between the taps of a double tap, shorter than between two that are meant. */
const DOUBLE_TAP_MS = 350;

/**
 * Whether a tap is the second of a double tap whose first one did something: the list has moved on by then, and it would be on what has
 * come under the finger – the cross of another file, a photo to view, the tile to add.
 *
 * @param actedAt when that was; undefined if nothing was done yet
 */
export function isSecondTap({ timeStamp }: { readonly timeStamp: number }, actedAt: number | undefined): boolean {
  return actedAt !== undefined && timeStamp - actedAt < DOUBLE_TAP_MS;
}
