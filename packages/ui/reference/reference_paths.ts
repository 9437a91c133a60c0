import type { Component } from "packages/catalog/catalog.ts";

/** The start of the API reference. The service `auth` serves it. */
export const REFERENCE_PATH = "/docs";

/** The reference of one service. */
export function referencePath(service: Component): string {
  return `${REFERENCE_PATH}/${service}`;
}
