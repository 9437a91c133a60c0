import { browserFetch } from "packages/ui/browser_fetch.ts";

/**
 * Makes the form for a simulated message post to `/api/v1/simulate-customer-msg` and then show the row in the inbox. On
 * failure the typed text stays.
 */
export function enhanceSimulateForm(form: HTMLFormElement, state: HTMLElement): void {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button === null || button.disabled) return;
    button.disabled = true;
    state.textContent = form.dataset["sending"] ?? "";
    const sent = await send(new FormData(form)).catch(() => undefined);
    button.disabled = false;
    if (sent === undefined) state.textContent = form.dataset["failed"] ?? "";
    else location.assign(`/console/inbox?sent=${encodeURIComponent(sent)}`);
  });
}

/** Returns the inbox id of the message; `undefined` when the server refused it. */
async function send(fields: FormData): Promise<string | undefined> {
  const response = await browserFetch("/api/v1/simulate-customer-msg", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      external_userid: String(fields.get("external_userid")),
      content: String(fields.get("content")),
    }),
  });
  if (!response.ok) return undefined;
  const { inboxId } = await response.json() as { inboxId?: unknown };
  return typeof inboxId === "string" ? inboxId : "";
}
