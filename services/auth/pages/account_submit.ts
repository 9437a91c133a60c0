import { parseLang } from "packages/platform/lang.ts";
import { describeAccountError } from "services/auth/pages/account_texts.ts";
import { readReply, type Reply } from "services/auth/pages/reply.ts";

const TIMEOUT_MS = 15_000;

/** Makes the account form send JSON, show errors below it, and leave the page after sign-in, which `onSignedIn` precedes. */
export function enhanceAccountForm(form: HTMLFormElement, onSignedIn: () => void): void {
  const lang = parseLang(document.documentElement.lang) ?? "zh";
  const button = form.querySelector("button");
  const error = form.querySelector("#account-error");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!button || !error || button.disabled) return;
    button.disabled = true;
    error.textContent = "";
    const reply = await send(new FormData(form));
    if (reply.kind === "ok") {
      onSignedIn();
      return location.replace(form.dataset["destination"] ?? "/");
    }
    button.disabled = false;
    error.textContent = describeAccountError(reply, lang);
    if (reply.kind === "refused") emptyPassword(form);
  });
}

async function send(data: FormData): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch("/api/v1/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        username: data.get("username"),
        password: data.get("password"),
        remember: data.has("remember"),
      }),
      signal: abort.signal,
    });
    return await readReply(response);
  } catch {
    return { kind: "lost" };
  } finally {
    clearTimeout(timer);
  }
}

function emptyPassword(form: HTMLFormElement): void {
  const password = form.elements.namedItem("password");
  if (!(password instanceof HTMLInputElement)) return;
  password.value = "";
  password.focus();
}
