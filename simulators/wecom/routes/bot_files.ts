import { Hono } from "hono";
import type { Environment } from "simulators/wecom/environment.ts";
import { botFilePath } from "simulators/wecom/push/bot_files.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** Files that were sent to AI bots: for any client that knows the URL, for five minutes, encrypted (D101031). */
export function createBotFiles(state: WecomState): Hono<Environment> {
  const app = new Hono<Environment>();
  app.get(`${botFilePath}:name`, (c) => {
    const found = state.botFiles.find(c.req.param("name"));
    if (!found || found === "expired") {
      const code = found === "expired" ? "AccessDenied" : "NoSuchKey";
      const headers = { "content-type": "application/xml" };
      return c.body(`<Error><Code>${code}</Code></Error>`, found ? 403 : 404, headers);
    }
    const { filename, bytes } = found.value;
    return c.body(bytes, 200, {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
    });
  });
  return app;
}
