import type { App } from "packages/platform/http/app.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { controlConversationRoutes } from "services/ai-reply/routes/control_conversation.ts";
import { readConversationsRoutes } from "services/ai-reply/routes/conversations_api.ts";
import { showConversationsRoutes } from "services/ai-reply/routes/show_conversations.tsx";
import { submitConversationRoute } from "services/ai-reply/routes/submit_conversation.ts";
import {
  addCustomerNoteRoute,
  deleteCustomerNoteRoute,
} from "services/ai-reply/routes/customer_notes_api.ts";
import {
  getCustomerRoute,
  listCustomerHistoryRoute,
  updateCustomerRoute,
} from "services/ai-reply/routes/customers_api.ts";
import { getMediaRoute } from "services/ai-reply/routes/get_media.ts";
import { getBridgeRoute } from "services/ai-reply/routes/get_bridge.ts";
import { showSidebarRoute } from "services/ai-reply/routes/show_sidebar.tsx";
import { suggestAnswersRoute } from "services/ai-reply/routes/suggest_answers_api.ts";

/** Mounts every route of `ai-reply`. */
export function addAiReplyRoutes(app: App, deps: AiReplyDeps): void {
  readConversationsRoutes(app, deps);
  getMediaRoute(app, deps);
  controlConversationRoutes(app, deps);
  showConversationsRoutes(app, deps);
  submitConversationRoute(app, deps);
  getCustomerRoute(app, deps);
  updateCustomerRoute(app, deps);
  addCustomerNoteRoute(app, deps);
  deleteCustomerNoteRoute(app, deps);
  listCustomerHistoryRoute(app, deps);
  suggestAnswersRoute(app, deps);
  showSidebarRoute(app, deps);
  getBridgeRoute(app, deps);
}
