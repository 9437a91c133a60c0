import { parseLang } from "packages/platform/lang.ts";
import { forgetNotices } from "packages/ui/forget_notices.ts";
import { browserFetch } from "packages/ui/browser_fetch.ts";
import { relativeTime } from "packages/ui/console/relative_time.ts";
import { watchSession } from "packages/ui/console/watch_session.ts";
import { startLiveAreas } from "packages/ui/console/start_live_areas.ts";

const TIMES_EVERY_MS = 15_000;
const COPIED_MS = 1_500;

/**
 * Starts the script of a console page: copies ids, updates times and live areas, refreshes an expired session before a
 * form is posted, and leaves the page when the session has ended. Call it once in the service's `pages/console_client.tsx`.
 * Returns a function that updates the live areas now: for services that send hints.
 */
export function startConsole(): { readonly updateLiveAreas: () => void } {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    if (button instanceof HTMLElement) copy(button);
  });
  document.addEventListener("submit", sendSignedIn);
  showCurrentPart();
  setInterval(updateTimes, TIMES_EVERY_MS);
  const updateLiveAreas = startLiveAreas();
  watchSession();
  forgetNotices();
  return { updateLiveAreas };
}

/** On narrow screens the navigation scrolls sideways, and the current part may be outside. The page stays where it is. */
function showCurrentPart(): void {
  const navigation = document.querySelector(".console-nav");
  const current = navigation?.querySelector("[aria-current]");
  if (!navigation || !current) return;
  const [outer, inner] = [navigation, current].map((element) => element.getBoundingClientRect());
  navigation.scrollLeft += inner!.left - outer!.left - (outer!.width - inner!.width) / 2;
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), COPIED_MS);
}

function updateTimes(): void {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    if (!(time instanceof HTMLTimeElement)) continue;
    const lang = parseLang(time.dataset["relative"] ?? "") ?? "zh";
    time.textContent = relativeTime(Date.parse(time.dateTime), Date.now(), lang);
  }
}

/** A form's POST cannot be repeated after sign-in, so the session is refreshed first. */
async function sendSignedIn(event: SubmitEvent): Promise<void> {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  // Reads attributes, because a field named `action` or `method` hides the form's own property.
  if (form.getAttribute("method") !== "post") return;
  // Sign-out works without a session.
  if (form.getAttribute("action") === "/api/auth/logout") return;
  event.preventDefault();
  // A second press must not do it twice: an upstream may need half a minute.
  if (form.dataset["sending"] !== undefined) return;
  form.dataset["sending"] = "";
  const { submitter } = event;
  submitter?.setAttribute("aria-busy", "true");
  const me = await browserFetch("/api/auth/me").catch(() => undefined);
  if (me?.status === 401) return;
  const named = submitter instanceof HTMLButtonElement && submitter.name !== "";
  if (named) form.append(hiddenField(submitter.name, submitter.value));
  HTMLFormElement.prototype.submit.call(form);
}

function hiddenField(name: string, value: string): HTMLInputElement {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
}
