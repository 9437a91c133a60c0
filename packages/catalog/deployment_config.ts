import { z } from "zod";
import { COMPONENTS, SCOPES } from "packages/catalog/catalog.ts";
import { defineConfig } from "packages/platform/config/config.ts";
import { commaList } from "packages/platform/config/readers.ts";
import { type MachineToken, parseMachineTokens } from "packages/platform/http/machine_tokens.ts";

/** What every service reads about the deployment that it belongs to. */
export const deploymentConfig = defineConfig({
  title: { zh: "部署", en: "Deployment" },
  variables: {
    COMPONENTS: {
      schema: commaList.transform((names) => names.join() === "all" ? COMPONENTS : names).pipe(
        z.array(z.enum(COMPONENTS, { error: `must be all, or some of ${COMPONENTS.join(", ")}` }))
          .nonempty("must name at least one service"),
      ),
      default: "all",
      description: {
        zh: "本系统部署了哪些服务，以逗号分隔：控制台只显示这些服务的页面。",
        en:
          "The services of this deployment, separated by commas: the console links only their parts.",
      },
      example: "auth,callback",
    },
    API_TOKENS_FILE: {
      schema: z.string().transform(readMachineTokens),
      file: true,
      optional: true,
      description: {
        zh:
          "不经人登录、可以直接调用接口的程序：JSON 列表，每项为 {name, sha256, scopes}；用 `deno task api-token` 生成。",
        en:
          "Programs that may call without a person: JSON list of {name, sha256, scopes}; `deno task api-token` makes entries.",
      },
      example: "/etc/wecom-stack/api-tokens.json",
    },
  },
});

function readMachineTokens(text: string, context: z.RefinementCtx): readonly MachineToken[] {
  try {
    return parseMachineTokens(text, SCOPES);
  } catch (error) {
    const message = `names an invalid file: ${error instanceof Error ? error.message : ""}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
}
