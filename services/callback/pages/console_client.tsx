// The script of the console's pages. Bundled for browsers by `deno task build`.
import { startConsole } from "packages/ui/console/start_console.ts";
import { enhanceSimulateForm } from "services/callback/pages/simulate_submit.ts";

startConsole();

const form = document.getElementById("simulate-form");
const state = document.getElementById("simulate-state");
if (form instanceof HTMLFormElement && state !== null) enhanceSimulateForm(form, state);
