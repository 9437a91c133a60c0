import { wecomConfig } from "packages/wecom_apps/config.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { createOrderedIds } from "packages/platform/random.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { auditEvent } from "packages/events/audit_event.ts";
import { callbackMessage } from "packages/events/callback_message.ts";
import { CATALOG } from "packages/catalog/catalog.ts";
import { deploymentConfig } from "packages/catalog/deployment_config.ts";
import { webhookConfig } from "packages/webhooks/config.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import { defineService } from "packages/storage/service.ts";
import { conversationWake } from "services/ai-reply/queues/conversation_wake.ts";
import { mediaKeep } from "services/ai-reply/queues/media_keep.ts";
import { createServiceHttp } from "packages/ui/service_http.ts";
import { createAiBots } from "packages/wecom_apps/ai_bots.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { API_GROUPS } from "services/ai-reply/api_groups.ts";
import { addAiReplyRoutes } from "services/ai-reply/app.ts";
import { aiReplyConfig } from "services/ai-reply/config.ts";
import { knowledgeConfig } from "services/ai-reply/knowledge/config.ts";
import { createKnowledge } from "services/ai-reply/knowledge/knowledge.ts";
import { aiConfig, aiProviders } from "services/ai-reply/model/config.ts";
import { createModel } from "services/ai-reply/model/create_model.ts";
import { createConversationControl } from "services/ai-reply/conversations/control_conversation.ts";
import { createWorkerDeps } from "services/ai-reply/create_worker_deps.ts";
import { createReplyWorkers } from "services/ai-reply/reply_workers.ts";

/** `ai-reply`: conversations, answers and their delivery, customers' profiles, the sidebar. */
export const aiReplyService = defineService({
  name: "ai-reply",
  paths: [
    "/api/v1/ai-responses",
    "/api/v1/users/*",
    "/api/v1/conversations",
    "/api/v1/conversations/*",
    "/sidebar",
    "/sidebar/*",
    "/console/conversations",
    "/console/conversations/*",
    "/docs/ai-reply",
    "/openapi/ai-reply.json",
    "/assets/ai-reply/*",
  ],
  port: CATALOG["ai-reply"].port,
  queues: [callbackMessage, conversationWake, mediaKeep, auditEvent, webhookDeliver],
  config: [deploymentConfig, wecomConfig, webhookConfig, aiReplyConfig, aiConfig, knowledgeConfig],
  migrations: new URL("services/ai-reply/migrations/", PROJECT_ROOT),

  create({ config, backends, log, clock, randomBytes, fetch }) {
    const { app, assets, renderPage, finish } = createServiceHttp({
      name: "ai-reply",
      groups: API_GROUPS,
      config,
      clock,
      log,
      fetch,
      counter: backends.redis,
    });
    const knowledge = createKnowledge({ folder: config.KNOWLEDGE_DIR, log, clock });
    const parts = {
      apps: createWecomApps({ config, fetch, clock, redis: backends.redis }),
      bots: createAiBots({ config, fetch }),
      model: createModel({
        providers: aiProviders(config),
        fetch,
        clock,
        log,
        firstChunkTimeoutMs: config.AI_FIRST_TOKEN_TIMEOUT_MS,
        totalTimeoutMs: config.AI_TIMEOUT_MS,
      }),
      knowledge,
      clock,
      nextId: createOrderedIds(clock, randomBytes),
      log,
    };
    const workerDeps = createWorkerDeps({ config, backends, ...parts });
    addAiReplyRoutes(app, {
      ...backends,
      ...parts,
      control: createConversationControl(workerDeps),
      simulated: isLoopbackHost(new URL(config.WECOM_API_URL).hostname),
      publicUrl: config.PUBLIC_URL,
      assets,
      renderPage,
    });
    const workers = createReplyWorkers(workerDeps);
    return {
      ...finish(),
      background: [
        // Loaded now, so that the log says at the start what cannot be read.
        { name: "documents", start: () => void knowledge.load() },
        {
          name: "reply workers",
          start: workers.start,
          drain: workers.stop,
          stop: workers.stop,
        },
      ],
    };
  },
});
