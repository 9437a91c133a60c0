import type { App } from "packages/platform/http/app.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";

/** Mounts every route of `ai-reply`. */
export function addAiReplyRoutes(_app: App, _deps: AiReplyDeps): void {
}
