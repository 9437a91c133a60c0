import { browserFetch } from "packages/ui/browser_fetch.ts";

/** Keeps the {@link LiveArea}s of the page up to date. */
export function startLiveAreas(): void {
  for (const area of document.querySelectorAll("[data-live]")) {
    if (area instanceof HTMLElement) keepUpdating(area.id, Number(area.dataset["live"]) * 1000);
  }
}

function keepUpdating(id: string, everyMs: number): void {
  let busy = false;
  async function update(): Promise<void> {
    const area = document.getElementById(id);
    if (busy || area === null || document.hidden) return;
    const isPaused = isInUse(area);
    area.classList.toggle("live-paused", isPaused);
    if (isPaused) return;
    busy = true;
    const fresh = await readFresh(id).catch(() => undefined);
    busy = false;
    area.classList.toggle("live-lost", fresh === undefined);
    // The person may have started to use the area meanwhile.
    if (fresh !== undefined && !isInUse(area)) replace(area, fresh);
  }
  setInterval(update, everyMs);
  document.addEventListener("visibilitychange", update);
}

/** Fetches the page again and returns its element with this id; undefined when the request fails. */
async function readFresh(id: string): Promise<Element | undefined> {
  const page = await browserFetch(location.pathname + location.search, {
    // Not `text/html`: an expired session must give a 401 here, not the sign-in page.
    headers: { accept: "application/xhtml+xml" },
  });
  if (page.status !== 200) return undefined;
  const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
  return parsed.getElementById(id) ?? undefined;
}

function replace(area: HTMLElement, fresh: Element): void {
  if (area.innerHTML === fresh.innerHTML) return;
  const keepPlace = rememberPlace(area);
  area.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  keepPlace();
}

/** At the top of the page new rows push the others down; further down the visible rows keep their place. */
function rememberPlace(area: HTMLElement): () => void {
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
  if (scrollTop < 1) return () => {};
  if (scrollHeight - clientHeight - scrollTop < 2) {
    return () => scrollTo(0, document.documentElement.scrollHeight);
  }
  const keyed = [...area.querySelectorAll<HTMLElement>("[data-key]")];
  const seen = keyed.find((element) => element.getBoundingClientRect().bottom > 0);
  if (seen === undefined) return () => {};
  const { top } = seen.getBoundingClientRect();
  return () => {
    const same = area.querySelector(`[data-key="${CSS.escape(seen.dataset["key"] ?? "")}"]`);
    if (same !== null) scrollBy(0, same.getBoundingClientRect().top - top);
  };
}

function isInUse(area: Element): boolean {
  const selection = getSelection();
  const isSelected = selection !== null && !selection.isCollapsed &&
    area.contains(selection.anchorNode);
  const { activeElement } = document;
  const isFocused = activeElement !== null && activeElement !== area &&
    area.contains(activeElement) && !activeElement.matches(".table-frame");
  return isSelected || isFocused || area.querySelector("details[open]") !== null;
}
