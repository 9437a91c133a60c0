import type { Text } from "packages/platform/lang.ts";

/** Ends a page request with WeCom's error page. */
export class PageError extends Error {
  /** `code` is the number the login panel reports for it (D98152), where there is one. */
  constructor(readonly text: Text, readonly code?: number) {
    super(text.en);
  }
}
