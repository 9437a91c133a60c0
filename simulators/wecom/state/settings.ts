/** How the simulated WeCom behaves where the documents leave it open or a test wants it otherwise. */
export interface Settings {
  /** Lifetime of an access token, and the `expires_in` of every `gettoken`. */
  tokenLifetimeSeconds: number;
  /** `gettoken` gives the same token until it expires. Off: a new one each time, which ends the last. */
  reuseToken: boolean;
  /** Wrong secrets in a row from one address until `gettoken` answers it 45009 for an hour. */
  badSecretLimit: number;
  /** The login pages' redirect carries `appid` beside `code` and `state`, as seen in the field. */
  redirectWithAppid: boolean;
}

/** What a simulator starts with, and goes back to on reset. */
export const defaultSettings: Readonly<Settings> = {
  tokenLifetimeSeconds: 7200,
  reuseToken: true,
  badSecretLimit: 20,
  redirectWithAppid: true,
};
