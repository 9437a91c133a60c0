import type { App } from "packages/platform/http/app.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { confirmAttemptRoute } from "services/callback/routes/confirm_attempt.tsx";
import { postRedirectRoute } from "services/callback/routes/post_redirect.ts";
import {
  receiveOauthRoute,
  receiveRedirectRoute,
} from "services/callback/routes/receive_redirect.tsx";

/** Mounts every route of `callback`. */
export function addCallbackRoutes(app: App, deps: CallbackDeps): void {
  receiveRedirectRoute(app, deps);
  receiveOauthRoute(app, deps);
  postRedirectRoute(app, deps);
  confirmAttemptRoute(app, deps);
}
