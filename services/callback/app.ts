import type { App } from "packages/platform/http/app.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { confirmAttemptRoute } from "services/callback/routes/confirm_attempt.tsx";
import { deadLetterRoutes } from "services/callback/routes/dead_letters_api.ts";
import { getVerifyFileRoute } from "services/callback/routes/get_verify_file.ts";
import { listInboxRoute } from "services/callback/routes/list_inbox.ts";
import { postRedirectRoute } from "services/callback/routes/post_redirect.ts";
import { receiveCallbackRoutes } from "services/callback/routes/receive_callback.ts";
import { receivePushRoutes } from "services/callback/routes/receive_push.ts";
import {
  receiveOauthRoute,
  receiveRedirectRoute,
} from "services/callback/routes/receive_redirect.tsx";
import { showDeadLettersRoutes } from "services/callback/routes/show_dead_letters.tsx";
import { showInboxRoute } from "services/callback/routes/show_inbox.tsx";
import { showWebhooksRoutes } from "services/callback/routes/show_webhooks.tsx";
import { webhookRoutes } from "services/callback/routes/webhooks_api.ts";
import { simulateMessageRoute } from "services/callback/routes/simulate_message.ts";

/** Mounts every route of `callback`. */
export function addCallbackRoutes(app: App, deps: CallbackDeps): void {
  receiveRedirectRoute(app, deps);
  receiveOauthRoute(app, deps);
  postRedirectRoute(app, deps);
  confirmAttemptRoute(app, deps);
  receiveCallbackRoutes(app, deps);
  receivePushRoutes(app, deps);
  simulateMessageRoute(app, deps);
  getVerifyFileRoute(app, deps);
  listInboxRoute(app, deps);
  deadLetterRoutes(app, deps);
  showInboxRoute(app, deps);
  showDeadLettersRoutes(app, deps);
  webhookRoutes(app, deps);
  showWebhooksRoutes(app, deps);
}
