/** Which callbacks of the upstream are received. */
export interface PushAccess {
  /** `CALLBACK_TOKEN_SECRET` */
  readonly secret: string;
  /** Also at the address without a token: `upstream-bridge` then requires the uuid of a current instance. */
  readonly allowsBare: boolean;
}
