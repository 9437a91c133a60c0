import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { refusals } from "packages/platform/http/openapi.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { readVerifyFile } from "services/callback/verify_files.ts";

const route = createRoute({
  method: "get",
  path: "/{name}.txt",
  summary: "A domain verification file of WeCom or WeChat, from VERIFY_FILES_DIR",
  parameters: [{ name: "name", in: "path", required: true, schema: { type: "string" } }],
  responses: {
    200: {
      description: "The file, byte for byte.",
      content: { "text/*": { schema: z.string(), example: "0123456789abcdef" } },
    },
    ...refusals(404),
  },
});

/** `GET /{name}.txt` */
export function getVerifyFileRoute(app: App, { verifyFilesDir }: CallbackDeps): void {
  app.route({ access: "public", logRefusalsQuietly: true }, route, async (c) => {
    const file = await readVerifyFile(verifyFilesDir, c.req.path.slice(1));
    if (file === undefined) throw httpError("route_not_found");
    return new Response(file, {
      headers: { "content-type": "text/plain", "x-content-type-options": "nosniff" },
    });
  });
}
