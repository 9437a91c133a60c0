/** The chat page's script: fetches the messages every second and shows them when they changed. */
export const chatScript = `
const log = document.getElementById("messages");
let shown = "";
async function refresh() {
  try {
    const response = await fetch(log.dataset.source, { cache: "no-store" });
    const html = response.ok ? await response.text() : shown;
    if (html !== shown) log.innerHTML = html;
    shown = html;
  } catch {
    // The simulator is restarting; the next round asks again.
  }
  setTimeout(refresh, document.hidden ? 5000 : 1000);
}
refresh();
document.getElementById("place").addEventListener("change", (event) => {
  event.target.form.submit();
});
`;
