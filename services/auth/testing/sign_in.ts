import type { AuthApp } from "services/auth/testing/auth_app.ts";
import type { TestBrowser } from "services/auth/testing/test_browser.ts";

/** Signs a browser in as a member and returns its access token. */
export async function signIn(app: AuthApp, browser: TestBrowser): Promise<string> {
  const { sessionId } = await browser.createAttempt();
  await app.confirm(sessionId);
  const response = await browser.post("/api/auth/token", { sessionId });
  return (await response.json()).access_token;
}
