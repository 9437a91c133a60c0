import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";

/** Where the bridge's ES module is; its address stays. */
export const BRIDGE_PATH = "/sidebar/wecom-bridge.js";

const route = createRoute({
  method: "get",
  path: BRIDGE_PATH,
  summary: "The bridge to WeCom's client, an ES module",
  description: "For pages of FRONTEND_URL too: `import { connect } from …`.",
  responses: {
    200: { description: "The module.", content: { "text/javascript": { schema: z.string() } } },
    304: { description: "The one you have is the current one." },
  },
});

/** `GET /sidebar/wecom-bridge.js`: the built file under a name without a hash, so with an ETag. */
export function getBridgeRoute(app: App, { assets, publicUrl }: AiReplyDeps): void {
  app.route({ access: "public" }, route, (c) => {
    const url = assets.url("wecom_bridge_module.js");
    const etag = `"${/\.([0-9a-f]+)\.js$/.exec(url)![1]}"`;
    const headers = {
      etag,
      "cache-control": "public, max-age=300",
      vary: "accept-encoding, origin",
    };
    const held = (c.req.header("if-none-match") ?? "").split(/\s*,\s*/);
    if (held.some((one) => one.replace(/^W\//, "") === etag)) return c.body(null, 304, headers);
    const file = assets.respond(new Request(publicUrl + url, { headers: c.req.raw.headers }))!;
    return new Response(file.body, {
      headers: { ...Object.fromEntries(file.headers), ...headers },
    });
  });
}
