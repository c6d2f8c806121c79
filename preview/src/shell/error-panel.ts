/** Creates a panel that shows the mini program's errors on the page. Returns the function that adds an error. */
export function createErrorPanel(): (message: string) => void {
  const panel = document.createElement("div");
  panel.className = "preview-errors";
  panel.setAttribute("role", "alert");
  const list = document.createElement("ul");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => {
    list.replaceChildren();
    panel.remove();
  });
  panel.append(close, list);
  const shown = new Set<string>();

  function report(message: string): void {
    if (shown.has(message) && panel.isConnected) return;
    shown.add(message);
    const line = document.createElement("li");
    line.textContent = message;
    list.append(line);
    document.body.append(panel);
  }

  addEventListener("error", ({ message, error }) =>
    report(error instanceof Error ? (error.stack ?? message) : message),
  );
  addEventListener("unhandledrejection", ({ reason }) => report(describe(reason)));
  return report;
}

function describe(reason: unknown): string {
  if (reason instanceof Error) return reason.stack ?? reason.message;
  if (typeof reason === "object" && reason !== null && "errMsg" in reason) return String(reason.errMsg);
  return String(reason);
}
