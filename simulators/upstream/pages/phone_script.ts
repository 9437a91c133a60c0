/** The page's script: fetches the live part every second, and shows it when it changed and no one uses it. */
export const phoneScript = `
const live = document.getElementById("live");
let shown = "";
async function refresh() {
  try {
    const response = await fetch(live.dataset.source, { cache: "no-store" });
    const html = response.ok ? await response.text() : shown;
    const isUsed = live.contains(document.activeElement);
    if (html !== shown && !isUsed) {
      live.innerHTML = html;
      shown = html;
    }
  } catch {
    // The simulator is restarting; the next round asks again.
  }
  setTimeout(refresh, document.hidden ? 5000 : 1000);
}
refresh();
`;
