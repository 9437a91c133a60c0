import type { AttemptStore } from "packages/login/attempt_store.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { Assets } from "packages/ui/assets.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";

/** What the routes of `callback` work with; made once in `service.ts`. */
export interface CallbackDeps {
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly attempts: AttemptStore;
  readonly publicUrl: string;
  /** Host name of what people sign in to. */
  readonly site: string;
  readonly timeZone: string;
  readonly cookies: Cookies;
  readonly assets: Assets;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}
