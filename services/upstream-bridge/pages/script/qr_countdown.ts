/** Counts the time of the QR codes on the page down, and veils those whose time is over. Call it every second. */
export function countDown(serverNow: number): void {
  for (const figure of document.querySelectorAll<HTMLElement>(".qr[data-expires]")) {
    const left = Math.max(0, Number(figure.dataset["expires"]) - serverNow);
    const clock = figure.querySelector(".qr-clock");
    if (clock !== null) clock.textContent = describeLeft(left);
    if (left > 0 || figure.classList.contains("qr-expired")) continue;
    figure.classList.add("qr-expired");
    wipe(figure);
  }
}

/** `9:41`. @param leftMs in milliseconds */
export function describeLeft(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** An old QR code must not stay in the page. */
function wipe(figure: HTMLElement): void {
  const blank = document.createElement("div");
  blank.className = "qr-blank";
  figure.querySelector("img")?.replaceWith(blank);
}
