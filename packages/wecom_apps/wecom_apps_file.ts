import { z } from "zod";
import { fromJsonFile } from "packages/platform/config/json_file.ts";
import { credential } from "packages/platform/config/readers.ts";
import { callbackAesKey, callbackToken } from "packages/wecom_apps/callback_keys.ts";

const name = z.string().regex(
  /^[a-z0-9-]{1,32}$/,
  "name must be lower-case letters, digits, hyphens",
);

/** Token and key of callbacks. During a key change two pairs are valid. */
const keys = {
  token: callbackToken.optional(),
  encodingAesKey: callbackAesKey.optional(),
  previousToken: callbackToken.optional(),
  previousEncodingAesKey: callbackAesKey.optional(),
};

/** Also as a JSON number, which is how WeCom's own documents write it. */
const agentId = z.union([z.string(), z.number().transform(String)])
  .pipe(z.string().regex(/^\d+$/, "agentId must be digits")).optional();

const agent = z.strictObject({
  name,
  kind: z.literal("agent").default("agent"),
  corpId: credential,
  agentId,
  secret: credential.optional(),
  ...keys,
}).superRefine((app, context) => {
  requireTogether(app, ["agentId", "secret"], context);
  requireTogether(app, ["token", "encodingAesKey"], context);
  requireTogether(app, ["previousToken", "previousEncodingAesKey"], context);
  if (app.secret !== undefined || app.token !== undefined) return;
  const message =
    "needs agentId and secret to sign in and to send, token and encodingAesKey to receive";
  context.addIssue({ code: "custom", message });
});

const bot = z.strictObject({
  name,
  kind: z.literal("aibot"),
  corpId: credential,
  /** Its name in WeCom, which groups mention as `@name`. */
  botName: z.string().trim().min(1).max(64).optional(),
  ...keys,
  token: callbackToken,
  encodingAesKey: callbackAesKey,
}).superRefine((app, context) =>
  requireTogether(app, ["previousToken", "previousEncodingAesKey"], context)
);

/** One entry of `WECOM_APPS_FILE`: a self-built app (or the contact assistant, which only sends), or an AI bot. */
export type WecomAppEntry = Entry<typeof agent> | Entry<typeof bot>;
type Entry<S extends z.ZodType> = Readonly<z.infer<S>>;

function requireTogether<T extends object>(
  app: T,
  names: readonly (keyof T & string)[],
  context: z.RefinementCtx,
): void {
  const missing = names.filter((name) => app[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  const message = `is missing: ${names.join(" and ")} belong together`;
  for (const name of missing) context.addIssue({ code: "custom", path: [name], message });
}

/** Reads `WECOM_APPS_FILE`: a schema transform from the text of the file to its entries. */
export const readWecomAppsFile = fromJsonFile((content, refuse): readonly WecomAppEntry[] => {
  if (!Array.isArray(content)) return refuse("must name a JSON file that is a list of apps");
  const parsed = content.map((entry) => schemaOf(entry).safeParse(entry));
  const problems = parsed.flatMap(({ error }, index) =>
    error?.issues.map(({ path, message }) => `${[index, ...path].join(".")}: ${message}`) ?? []
  );
  if (problems.length > 0) return refuse(problems.join("; "));
  const apps = parsed.map(({ data }) => data!);
  const names = new Set(["default", ...apps.map((app) => app.name)]);
  if (names.size !== apps.length + 1) return refuse("names must differ, and `default` is taken");
  return apps;
});

/** Chooses the schema by `kind`, so that errors name one form only. */
function schemaOf(entry: unknown) {
  const isBot = z.object({ kind: z.literal("aibot") }).safeParse(entry).success;
  return isBot ? bot : agent;
}
