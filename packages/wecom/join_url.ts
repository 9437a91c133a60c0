/** Appends `path` to a base URL that may have a path, such as `http://localhost:3000/sim/wecom`. */
export function joinUrl(baseUrl: string, path: string): string {
  return baseUrl.replace(/\/+$/, "") + path;
}
