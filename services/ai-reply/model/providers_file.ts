import { fromJsonFile } from "packages/platform/config/json_file.ts";
import { credential, httpUrl } from "packages/platform/config/readers.ts";
import type { Provider } from "services/ai-reply/model/provider.ts";
import { z } from "zod";

const providersSchema = z.array(z.strictObject({
  name: z.string().regex(/^[a-z0-9.-]{1,32}$/, "must be lower-case letters, digits, dots, hyphens"),
  baseUrl: httpUrl,
  apiKey: credential,
  model: z.string().trim().min(1, "must not be blank"),
})).refine(
  (providers) => new Set(providers.map(({ name }) => name)).size === providers.length,
  "names must differ",
);

/** Schema transform of AI_PROVIDERS_FILE: from the text of the file to the list of providers. */
export const readProvidersFile = fromJsonFile((content, refuse): readonly Provider[] => {
  const parsed = providersSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) =>
    `${path.length === 0 ? "list" : path.join(".")}: ${message}`
  );
  return refuse(issues.join("; "));
});
