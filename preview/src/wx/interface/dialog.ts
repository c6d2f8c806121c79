/** Creates an HTML element with a class and content. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  created.className = className;
  created.append(...content);
  return created;
}

/** Creates a button, which works with mouse, touch and keyboard. */
export function button(className: string, label: string, onClick: () => void): HTMLButtonElement {
  const created = element("button", className, label);
  created.type = "button";
  created.addEventListener("click", onClick);
  return created;
}

/** Shows a modal dialog until it is closed. Escape closes it. The browser moves the focus into the dialog and restores it afterwards. */
export function openDialog(dialog: HTMLDialogElement, onClose: () => void): void {
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
}
