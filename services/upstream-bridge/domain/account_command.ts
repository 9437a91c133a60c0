/** The proxy that an instance uses. The password is a secret. */
export interface AccountProxy {
  readonly ip: string;
  readonly port: string;
  readonly proxyType: string;
  readonly userName: string;
  readonly password: string;
  readonly isPermanent: boolean;
}

/** What a person or a machine with the scope `bridge.manage` asks for. */
export type AccountCommand =
  /**
   * The whole login. With a known vid: by itself first, then by QR code. `vid` absent: as the account was known before;
   * empty: as a new device. `proxy` absent: as before; null: none.
   */
  | { readonly kind: "start"; readonly vid?: string; readonly proxy?: AccountProxy | null }
  /** The steps of the seed's sequence, one by one. */
  | { readonly kind: "init"; readonly vid?: string; readonly proxy?: AccountProxy | null }
  | { readonly kind: "set_callback" }
  | { readonly kind: "get_qr" }
  | { readonly kind: "check_code"; readonly code: string; readonly qrcodeKey?: string }
  | { readonly kind: "automatic_login" }
  | { readonly kind: "second_verify" }
  | { readonly kind: "check_now" }
  | { readonly kind: "clear_restriction" }
  /** Ends the instance without signing the account out. It stays stopped. */
  | { readonly kind: "stop" }
  | { readonly kind: "log_out" }
  | { readonly kind: "close" };
