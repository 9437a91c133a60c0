/** The path of the console's part. */
export const ACCOUNTS_PATH = "/console/accounts";

/** The settings of all accounts. */
export const SETTINGS_PATH = `${ACCOUNTS_PATH}/settings`;

/** The pages of an account. */
export type AccountTab = "overview" | "send" | "contacts" | "log";

/** The path of a page of an account. */
export function accountPath(id: string, tab: AccountTab = "overview"): string {
  const own = `${ACCOUNTS_PATH}/${id}`;
  return tab === "overview" ? own : `${own}/${tab}`;
}

/** The API's stream of what happens to an account, or to all. */
export function eventsPath(id?: string): string {
  return id === undefined ? "/api/v1/accounts/events" : `/api/v1/accounts/${id}/events`;
}
