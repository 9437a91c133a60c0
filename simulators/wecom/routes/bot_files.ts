import { Hono } from "hono";
import type { Environment } from "simulators/wecom/environment.ts";
import { botFilePath } from "simulators/wecom/push/bot_files.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** Files that were sent to AI bots: for any client that knows the URL, for five minutes, encrypted (D101031). */
export function createBotFiles(state: WecomState): Hono<Environment> {
  const app = new Hono<Environment>();
  app.get(`${botFilePath}:name`, (c) => {
    const name = c.req.param("name");
    const found = state.botFiles.find(name);
    if (!found) return c.body(null, state.botFiles.has(name) ? 403 : 404);
    const { filename, bytes } = found;
    return c.body(bytes, 200, {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
    });
  });
  return app;
}
