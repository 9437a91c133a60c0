import { browserFetch } from "packages/ui/browser_fetch.ts";

/** Dispatched at the document after a live area got new content. */
export const LIVE_AREA_UPDATED = "live-area-updated";

/** Keeps the {@link LiveArea}s of the page up to date. Returns a function that updates them all now, after a hint. */
export function startLiveAreas(): () => void {
  const updates = [...document.querySelectorAll<HTMLElement>("[data-live]")]
    .map(({ id, dataset }) => keepUpdating(id, Number(dataset["live"]) * 1000));
  return () => updates.forEach((update) => update());
}

/** Returns a function that updates the area now; while it is being updated, once more after that. */
function keepUpdating(id: string, everyMs: number): () => void {
  let busy = false;
  let isAskedAgain = false;
  async function update(): Promise<void> {
    isAskedAgain = true;
    if (busy) return;
    busy = true;
    while (isAskedAgain) {
      isAskedAgain = false;
      await updateArea(id);
    }
    busy = false;
  }
  setInterval(() => busy || update(), everyMs);
  document.addEventListener("visibilitychange", update);
  return update;
}

async function updateArea(id: string): Promise<void> {
  const area = document.getElementById(id);
  if (area === null || document.hidden) return;
  const isPaused = isInUse(area);
  area.classList.toggle("live-paused", isPaused);
  if (isPaused) return;
  const fresh = await readFresh(id).catch(() => undefined);
  area.classList.toggle("live-lost", fresh === undefined);
  // The person may have started to use the area meanwhile.
  if (fresh !== undefined && !isInUse(area)) replace(area, fresh);
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
  document.dispatchEvent(new Event(LIVE_AREA_UPDATED));
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
