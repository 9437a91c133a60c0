/** What a request of this simulator carries. */
export interface Environment {
  Bindings: { callerIp: string };
}
