/** Longer than a slow phone takes to show its picker, shorter than anybody waits for one that does not come. */
const PICKER_OPENING_MS = 800;

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

/**
 * Whether a tap on the tile to add comes while the picker that an earlier tap opened is about to cover it. Later than that, the picker has
 * not opened, and the tap opens another.
 *
 * @param openedAt when the earlier tap was; undefined if there was none
 */
export function isPickerOpening({ timeStamp }: { readonly timeStamp: number }, openedAt: number | undefined): boolean {
  return openedAt !== undefined && timeStamp - openedAt < PICKER_OPENING_MS;
}
