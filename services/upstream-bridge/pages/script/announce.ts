let lastSaid: string | undefined;

/**
 * Says the state of the page in words when it has changed: the live areas are replaced as a whole, which screen readers do
 * not notice. Sets the focus into the box for the code when it appears and nothing else has the focus.
 */
export function announce(): void {
  const said = document.querySelector<HTMLElement>("[data-announce]")?.dataset["announce"];
  const announcer = document.getElementById("announcer");
  if (announcer !== null && said !== undefined && lastSaid !== undefined && said !== lastSaid) {
    announcer.textContent = said;
  }
  lastSaid = said ?? lastSaid;
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) return;
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
