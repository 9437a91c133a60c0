import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";

/** The path of the bridge's ES module. Other pages import it, so it never changes. */
export const BRIDGE_PATH = "/sidebar/wecom-bridge.js";

const route = createRoute({
  method: "get",
  path: BRIDGE_PATH,
  summary: "The bridge to WeCom's client, an ES module",
  description: "Also for pages of FRONTEND_URL: `import { connect } from …`.",
  responses: {
    200: {
      description: "The module.",
      content: {
        "text/javascript": { schema: z.string(), example: "export { connect, isInWecom };" },
      },
    },
    304: { description: "The cached module is current." },
  },
});

/** `GET /sidebar/wecom-bridge.js`: the built file. Its path has no hash, so it has an ETag. */
export function getBridgeRoute(app: App, { assets, publicUrl }: AiReplyDeps): void {
  app.route({ access: "public" }, route, (c) => {
    const url = assets.url("wecom_bridge_module.js");
    const etag = `"${/\.([0-9a-f]+)\.js$/.exec(url)![1]}"`;
    const headers = {
      etag,
      "cache-control": "public, max-age=300",
      vary: "accept-encoding, origin",
    };
    const cached = (c.req.header("if-none-match") ?? "").split(/\s*,\s*/);
    if (cached.some((one) => one.replace(/^W\//, "") === etag)) return c.body(null, 304, headers);
    const file = assets.respond(new Request(publicUrl + url, { headers: c.req.raw.headers }))!;
    return new Response(file.body, {
      headers: { ...Object.fromEntries(file.headers), ...headers },
    });
  });
}
