/** Appends `path` to a base URL that may carry a path of its own, as `http://localhost:3000/sim/wecom` does. */
export function joinUrl(baseUrl: string, path: string): string {
  return baseUrl.replace(/\/+$/, "") + path;
}
