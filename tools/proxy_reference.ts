// The nginx locations in docs/running-split.md, from the paths of the services.
import { services } from "embedded/services.ts";

const BEGIN = "  # ---- paths of the services: written by `deno task docs` ----\n";
const END = "  # ---- end ----\n";

/** The document with the upstreams and locations of today's services between its marks. */
export function renderProxy(document: string): string {
  const [before, , after] = splitAtMarks(document);
  return before + BEGIN + renderLocations() + END + after;
}

function splitAtMarks(document: string): readonly [string, string, string] {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new Error("Cannot write the paths into docs/running-split.md: its marks are missing");
  }
  return [
    document.slice(0, begin),
    document.slice(begin + BEGIN.length, end),
    document.slice(end + END.length),
  ];
}

function renderLocations(): string {
  return services.map(({ name, paths }) => {
    const lines = paths.map((path) =>
      `  location ${matcherOf(path)} { proxy_pass http://${name}; }\n`
    );
    return lines.join("");
  }).join("\n");
}

/** How nginx writes a pattern of `packages/platform/paths.ts`. */
function matcherOf(path: string): string {
  if (path.includes("{")) {
    return `~ ^${path.replaceAll(".", "\\.").replaceAll(/\{[a-z_]+\}/g, "[^/]+")}$`;
  }
  return path.endsWith("/*") ? `^~ ${path.slice(0, -1)}` : `= ${path}`;
}
