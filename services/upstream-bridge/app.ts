import type { App } from "packages/platform/http/app.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { accountCommandsRoutes } from "services/upstream-bridge/routes/account_commands_api.ts";
import { accountContactsRoute } from "services/upstream-bridge/routes/account_contacts_api.ts";
import { accountEventsRoutes } from "services/upstream-bridge/routes/account_events_api.ts";
import { accountQrRoute } from "services/upstream-bridge/routes/account_qr_api.ts";
import { accountsRoutes } from "services/upstream-bridge/routes/accounts_api.ts";
import { accountUnmuteRoute } from "services/upstream-bridge/routes/account_unmute_api.ts";
import { bridgeSettingsRoutes } from "services/upstream-bridge/routes/bridge_settings_api.ts";
import { seedContactsRoute } from "services/upstream-bridge/routes/seed_contacts.ts";
import { seedEventsRoute } from "services/upstream-bridge/routes/seed_events.ts";
import { seedInitRoute } from "services/upstream-bridge/routes/seed_init.ts";
import { seedLoginStepsRoutes } from "services/upstream-bridge/routes/seed_login_steps.ts";
import { seedRefreshRoute } from "services/upstream-bridge/routes/seed_refresh.ts";
import { seedSendTextRoute } from "services/upstream-bridge/routes/seed_send_text.ts";
import { seedStateRoute } from "services/upstream-bridge/routes/seed_state.ts";
import { sendsRoutes } from "services/upstream-bridge/routes/sends_api.ts";
import { showAccountContactsRoute } from "services/upstream-bridge/routes/show_account_contacts.tsx";
import { showAccountSendRoutes } from "services/upstream-bridge/routes/show_account_send.tsx";
import { showAccountRoutes } from "services/upstream-bridge/routes/show_account.tsx";
import { showAccountsRoutes } from "services/upstream-bridge/routes/show_accounts.tsx";
import { submitAccountRoute } from "services/upstream-bridge/routes/submit_account.ts";
import { submitAccountsRoutes } from "services/upstream-bridge/routes/submit_accounts.ts";

/** Mounts every route of `upstream-bridge`. */
export function addBridgeRoutes(app: App, deps: BridgeDeps): void {
  seedStateRoute(app, deps);
  seedEventsRoute(app, deps);
  seedInitRoute(app, deps);
  seedLoginStepsRoutes(app, deps);
  seedRefreshRoute(app, deps);
  seedSendTextRoute(app, deps);
  seedContactsRoute(app, deps);
  // Before `/api/v1/accounts/{id}`, which has the same form.
  bridgeSettingsRoutes(app, deps);
  accountEventsRoutes(app, deps);
  accountsRoutes(app, deps);
  accountCommandsRoutes(app, deps);
  accountUnmuteRoute(app, deps);
  accountQrRoute(app, deps);
  sendsRoutes(app, deps);
  accountContactsRoute(app, deps);
  // The pages of all accounts before those of one, which have the same form.
  showAccountsRoutes(app, deps);
  submitAccountsRoutes(app, deps);
  showAccountRoutes(app, deps);
  submitAccountRoute(app, deps);
  showAccountSendRoutes(app, deps);
  showAccountContactsRoute(app, deps);
}
