import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { SidebarPage } from "services/ai-reply/pages/sidebar/sidebar_page.tsx";
import { externalUserIdSchema } from "services/ai-reply/routes/customer_schemas.ts";
import { BRIDGE_PATH } from "services/ai-reply/routes/get_bridge.ts";

const route = createRoute({
  method: "get",
  path: "/sidebar",
  summary: "The chat sidebar inside WeCom",
  request: {
    query: z.object({
      customer: externalUserIdSchema.optional().catch(undefined).openapi({
        type: "string",
        description: "Opens this customer instead of the one in the chat.",
      }),
      app: z.string().regex(/^[a-z0-9-]{1,32}$/).optional().catch(undefined).openapi({
        type: "string",
        description: "The app whose toolbar shows the page; the default app if absent.",
      }),
    }),
  },
  responses: { 200: PAGE, 303: { description: "Redirect to the sign-in page." } },
});

/** `GET /sidebar`: the page to configure for the chat toolbar in WeCom's console. */
export function showSidebarRoute(app: App, deps: AiReplyDeps): void {
  app.route({ access: "staff", page: true }, route, (c) => {
    const { customer, app } = c.req.valid("query");
    return deps.renderPage(
      c,
      <SidebarPage bridge={BRIDGE_PATH} customer={customer} app={app} demo={deps.simulated} />,
    );
  });
}
