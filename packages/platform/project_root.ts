/** The folder with `deno.json`, as a `file:` URL that ends with a slash. */
export const PROJECT_ROOT = new URL("../../", import.meta.url);
