// The script of the console's pages. Bundled for browsers by `deno task build`.
import { startConsole } from "packages/ui/console/start_console.ts";
import { LIVE_AREA_UPDATED } from "packages/ui/console/start_live_areas.ts";
import { announce } from "services/upstream-bridge/pages/script/announce.ts";
import { enhanceFindRows } from "services/upstream-bridge/pages/script/find_rows.ts";
import { followEvents } from "services/upstream-bridge/pages/script/follow_events.ts";
import { countDown } from "services/upstream-bridge/pages/script/qr_countdown.ts";
import { enhanceSendForm } from "services/upstream-bridge/pages/script/send_form.ts";

const { updateLiveAreas } = startConsole();

const announcer = document.getElementById("announcer");
const events = announcer?.dataset["events"];
if (events !== undefined) followEvents(events, updateLiveAreas);

// The clock of the browser may be wrong.
const aheadMs = Number(announcer?.dataset["now"] ?? Date.now()) - Date.now();
function showTime(): void {
  countDown(Date.now() + aheadMs);
}

document.addEventListener(LIVE_AREA_UPDATED, () => {
  announce();
  showTime();
});
announce();
setInterval(showTime, 1_000);

const form = document.getElementById("send-form");
if (form instanceof HTMLFormElement) enhanceSendForm(form);
const find = document.getElementById("find-rows");
if (find instanceof HTMLInputElement) enhanceFindRows(find);
