/**
 * Matches the `paths` of a service: an exact path, a trailing `/*` for everything below, or `{name}` for one segment
 * (`/api/v1/users/{id}`, `/{name}.txt`). The dispatcher of a process and the documented proxy use these patterns.
 */
export function createPathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !/[*{]/.test(pattern)));
  const others = patterns.filter((pattern) => !exact.has(pattern)).map(patternToRegExp);
  return (path) => exact.has(path) || others.some((other) => other.test(path));
}

/** One pattern as a regular expression over the whole path. */
function patternToRegExp(pattern: string): RegExp {
  const source = pattern.split(/(\/\*$|\{[a-z_]+\})/).map((part) => {
    if (part === "/*") return "/.*";
    return part.startsWith("{") ? "[^/]+" : part.replaceAll(/[.+?^$()|[\]\\]/g, "\\$&");
  }).join("");
  return new RegExp(`^${source}$`);
}
