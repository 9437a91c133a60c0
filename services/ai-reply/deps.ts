import type { Assets } from "packages/ui/assets.ts";
import type { RenderPage } from "packages/ui/render_page.tsx";
import type { ConversationControl } from "services/ai-reply/conversations/control_conversation.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/** What routes and workers share. */
type Shared = Pick<
  WorkerDeps,
  "apps" | "sql" | "redis" | "jobs" | "model" | "knowledge" | "clock" | "nextId" | "log"
>;

/** Dependencies of the routes of `ai-reply`, created once in `service.ts`. */
export interface AiReplyDeps extends Shared {
  /** Whether WeCom is simulated. The sidebar then offers a sample customer. */
  readonly simulated: boolean;
  /** The actions that operators can take on a conversation. */
  readonly control: ConversationControl;
  readonly publicUrl: string;
  readonly assets: Assets;
  readonly renderPage: RenderPage;
}
