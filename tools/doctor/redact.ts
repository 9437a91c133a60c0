/** Removes secrets from a text. */
export type Redact = (text: string) => string;

const MARK = "[redacted]";
/** Shorter values are not secrets, and occur in ordinary words. */
const LENGTH_MIN = 6;

/** Looks like a secret: logs may contain secrets of other systems. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // user:password@ in any URL
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${MARK}@`],
  // parameters of URLs and forms
  [
    /\b((?:access_|refresh_|suite_|jsapi_)?(?:token|ticket)|corpsecret|secret|password|code|state|msg_signature|signature|nonce|echostr|api_?key|sim_user)=[^\s&"'#]+/gi,
    `$1=${MARK}`,
  ],
  // fields of JSON lines
  [
    /("[\w-]*(?:secret|token|password|authorization|cookie|verifier|api_?key|aes_?key|session_?key|mobile|phone|email)[\w-]*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
    `$1"${MARK}"`,
  ],
  [/\bBearer\s+[\w.~+/=-]{8,}/gi, `Bearer ${MARK}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, MARK],
  [/\bsk-[\w-]{8,}/g, MARK],
  [/(?<!\d)1[3-9]\d{9}(?!\d)/g, MARK],
  [/[\w.+-]+@[\w-]+\.[\w.-]*\w/g, MARK],
];

/**
 * Creates the function that removes secrets from all output: the known ones, also as encoded in URLs and JSON, then
 * everything that looks like a secret.
 */
export function createRedact(secrets: Iterable<string>): Redact {
  const spellings = [...secrets].filter(({ length }) => length >= LENGTH_MIN).flatMap((secret) => {
    const encoded = encodeURIComponent(secret);
    return [secret, encoded, encoded.replaceAll("%20", "+"), JSON.stringify(secret).slice(1, -1)];
  });
  // The longest first: one secret may contain another.
  const known = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, MARK), text);
    return PATTERNS.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), without);
  };
}
