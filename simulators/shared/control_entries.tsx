import type { Language, Text } from "simulators/shared/language.ts";

/** One thing the control API does, with an example. */
export interface ControlEntry {
  does: Text;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/_control/`. */
  path: string;
  body?: unknown;
}

/** The entries, each with a line to copy. */
export function ControlEntries(
  { language, publicUrl, entries }: {
    language: Language;
    publicUrl: string;
    entries: readonly ControlEntry[];
  },
) {
  return (
    <>
      {entries.map((entry) => (
        <div class="head">
          <h2 class="entry">{entry.does[language]}</h2>
          <pre><code>{toCurl(entry, publicUrl)}</code></pre>
        </div>
      ))}
    </>
  );
}

function toCurl({ method, path, body }: ControlEntry, publicUrl: string): string {
  const url = `${publicUrl}/_control/${path}`;
  const verb = method === "GET" ? "" : `-X ${method} `;
  return body === undefined
    ? `curl ${verb}${url}`
    : `curl ${verb}${url} -d '${JSON.stringify(body)}'`;
}
