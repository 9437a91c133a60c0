// The upstreams and locations of nginx in docs/running-split.md and its Chinese twin, from the services.
import { services } from "embedded/services.ts";

const END = "# ---- end ----\n";

/**
 * The document with new text between its marks.
 * @throws Error when a mark is missing
 */
export function renderProxy(document: string): string {
  const withUpstreams = replacePart(document, "upstreams", renderUpstreams());
  return replacePart(withUpstreams, "paths", renderLocations());
}

/** Replaces the lines between the mark of `part` and the end mark that follows it. */
function replacePart(document: string, part: string, text: string): string {
  const mark = `# ---- ${part} of the services: written by \`deno task docs\` ----\n`;
  const begin = document.indexOf(mark) + mark.length;
  const end = document.indexOf(END, begin);
  if (!document.includes(mark) || end === -1) {
    throw new Error(`Cannot write the ${part} into docs/running-split*.md: a mark is missing`);
  }
  // The end mark keeps its indentation.
  const lineStart = document.lastIndexOf("\n", end) + 1;
  return document.slice(0, begin) + text + document.slice(lineStart);
}

function renderUpstreams(): string {
  return services.map(({ name, port }) => `upstream ${name} { server 127.0.0.1:${port}; }\n`).join(
    "",
  );
}

function renderLocations(): string {
  return services.map(({ name, paths }) =>
    paths.map((path) => `  location ${matcherOf(path)} { proxy_pass http://${name}; }\n`).join("")
  ).join("\n");
}

/** How nginx writes a pattern of `packages/platform/paths.ts`. */
function matcherOf(path: string): string {
  if (path.includes("{")) {
    return `~ ^${path.replaceAll(".", "\\.").replaceAll(/\{[a-z_]+\}/g, "[^/]+")}$`;
  }
  return path.endsWith("/*") ? `^~ ${path.slice(0, -1)}` : `= ${path}`;
}
