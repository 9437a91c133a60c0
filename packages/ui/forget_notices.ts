/** Removes the query parameters of notices that are shown once from the address of the page. */
export function forgetNotices(): void {
  const url = new URL(location.href);
  for (const notice of document.querySelectorAll<HTMLElement>("[data-once]")) {
    url.searchParams.delete(notice.dataset["once"] ?? "");
  }
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
