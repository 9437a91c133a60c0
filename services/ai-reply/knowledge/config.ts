import { defineConfig } from "packages/platform/config/config.ts";
import { z } from "zod";

/** Where the company's documents are. */
export const knowledgeConfig = defineConfig({
  title: "Company documents (ai-reply)",
  variables: {
    KNOWLEDGE_DIR: {
      schema: z.string(),
      optional: true,
      description:
        "Folder with Markdown files that answers rest on, read with its sub-folders; changes are seen within a minute.",
      example: "/etc/wecom-stack/knowledge",
    },
  },
  rules({ KNOWLEDGE_DIR }) {
    if (KNOWLEDGE_DIR === undefined || canBeListed(KNOWLEDGE_DIR)) return [];
    const problem = "must name a folder that can be read: create it, or correct the path";
    return [{ variable: "KNOWLEDGE_DIR", problem }];
  },
});

function canBeListed(folder: string): boolean {
  try {
    // Listing it is what is done with it later; to be seen is not enough.
    Deno.readDirSync(folder)[Symbol.iterator]().next();
    return true;
  } catch {
    return false;
  }
}
