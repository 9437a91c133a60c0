/**
 * The folder with `deno.json`, as a `file:` URL that ends with a slash. The only module that computes a path from its own
 * place. In a bundle it is right too: `.build/services/<name>.js` is as deep in the project as this file.
 */
export const PROJECT_ROOT = new URL("../../", import.meta.url);
