import { z } from "zod";

/** Reports a problem of the file that a variable names. */
export type Refuse = (message: string) => never;

/**
 * A schema's transform from the text of a JSON file to the result of `read`. A refusal must name positions, never
 * values: such files contain secrets.
 */
export function fromJsonFile<T>(read: (content: unknown, refuse: Refuse) => T) {
  return (text: string, context: z.RefinementCtx): T => {
    const refuse: Refuse = (message) => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (text.trim() === "") return refuse("names a file that is empty");
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch (error) {
      return refuse(`must name a JSON file; this one is not valid JSON${placeOf(error)}`);
    }
    return read(content, refuse);
  };
}

/** Only the place: the message of the error contains pieces of the file. */
function placeOf(error: unknown): string {
  const place = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : "");
  // The parser gives no place for the mistakes that are most frequent.
  if (place === null) return "; comments, and a comma after the last entry, are not allowed";
  return ` (line ${place[1]}, column ${place[2]})`;
}
