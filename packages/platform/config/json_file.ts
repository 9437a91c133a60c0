import { z } from "zod";

/** Reports a problem of the file that a variable names. */
export type Refuse = (message: string) => never;

/**
 * A schema's transform from the path of a JSON file to the result of `read`. A refusal must name positions, never
 * values: such files contain secrets.
 */
export function fromJsonFile<T>(read: (content: unknown, refuse: Refuse) => T) {
  return (path: string, context: z.RefinementCtx): T => {
    const refuse: Refuse = (message) => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    let content: unknown;
    try {
      content = JSON.parse(Deno.readTextFileSync(path));
    } catch {
      return refuse("must name a readable JSON file");
    }
    return read(content, refuse);
  };
}
