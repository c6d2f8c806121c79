const MODAL = "[aria-modal='true']";
const FOCUSABLE = "[tabindex='0'], input, textarea, video";

/**
 * Traps the focus in a modal element of the page: moves the focus into it, makes everything else inert, and restores the focus when the
 * element is gone. On a phone, the screen reader does this itself.
 */
export function keepFocusInModals(root: HTMLElement): void {
  let shown: HTMLElement | undefined;
  let before: Element | null = null;
  const blocked = new Set<Element>();

  function enter(modal: HTMLElement): void {
    before = document.activeElement;
    for (let part: Element = modal; part !== root && part.parentElement !== null; part = part.parentElement) {
      for (const other of part.parentElement.children) {
        if (other === part || other.hasAttribute("inert")) continue;
        other.setAttribute("inert", "");
        blocked.add(other);
      }
    }
    // Focus the dialog rather than its first button, so that a screen reader reads the dialog's name first.
    modal.tabIndex = -1;
    modal.focus({ preventScroll: true });
  }

  function leave(): void {
    for (const other of blocked) other.removeAttribute("inert");
    blocked.clear();
    if (before instanceof HTMLElement && before.matches(FOCUSABLE)) before.focus({ preventScroll: true });
  }

  new MutationObserver(() => {
    const modals = root.querySelectorAll<HTMLElement>(MODAL);
    const modal = modals[modals.length - 1];
    if (modal === shown) return;
    if (shown !== undefined) leave();
    shown = modal;
    if (modal !== undefined) enter(modal);
  }).observe(root, { subtree: true, childList: true, attributeFilter: ["aria-modal"] });
}
