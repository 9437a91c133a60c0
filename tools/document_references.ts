// Paths, tasks and links that a Markdown page cites.

/** One citation of a page. */
export interface Reference {
  readonly line: number;
  readonly kind: "path" | "task" | "link";
  readonly text: string;
}

/** A text that begins with one of these folders is a path. */
const TOP_FOLDERS =
  /^(bench|charts|docs|embedded|k6|packages|services|simulators|tools|\.ci|\.github)\//;
/** File names that are paths also without a folder. */
const OWN_FILE = /^[\w.-]+(\/[\w.-]+)*\.(tsx?|md)$/;
/** A pattern or a placeholder, not a path. */
const PLACEHOLDER = /[<>*…\s]|NNNN/;

/** All citations of a page. In fenced code only tasks count. */
export function findReferences(markdown: string): Reference[] {
  const found: Reference[] = [];
  let fenced = false;
  for (const [index, text] of markdown.split("\n").entries()) {
    const at = (kind: Reference["kind"], texts: string[]) =>
      found.push(...texts.map((text) => ({ line: index + 1, kind, text })));
    at("task", findTasks(text));
    if (/^\s*(```|~~~)/.test(text)) fenced = !fenced;
    else if (!fenced) {
      at("path", inlineCode(text).flatMap(expandBraces).filter(isPath));
      at("link", [...text.matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1]!));
    }
  }
  return found;
}

/** Names after `deno task`, also with a version: `deno@2.9.6 task`. */
export function findTasks(text: string): string[] {
  return [...text.matchAll(/\bdeno(?:@[\d.]+)? task (?:--\w+ )*([a-z][a-z:_-]*)/g)]
    .map((match) => match[1]!);
}

function inlineCode(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

function isPath(text: string): boolean {
  return !PLACEHOLDER.test(text) && (TOP_FOLDERS.test(text) || OWN_FILE.test(text));
}

/** `a/{b,c}.ts` is two paths. */
function expandBraces(text: string): string[] {
  const match = /^([^{}]*)\{([^{}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, before, choices, after] = match;
  return choices!.split(",").flatMap((choice) => expandBraces(before + choice.trim() + after));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function findAnchors(markdown: string): Set<string> {
  const headings = markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-")
    ),
  );
}
