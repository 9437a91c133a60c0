/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const MARK = "[redacted]";
/** Shorter ones are no secrets, and would turn every other word into a mark. */
const LENGTH_MIN = 6;

/** What looks like a secret whoever it belongs to: logs may hold those of others. */
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
 * Makes the one function that everything passes before it is shown: the known secrets in every spelling that a URL or
 * JSON gives them, then what looks like one.
 */
export function createRedact(secrets: Iterable<string>): Redact {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < LENGTH_MIN) continue;
    spellings.add(secret);
    spellings.add(encodeURIComponent(secret));
    spellings.add(encodeURIComponent(secret).replaceAll("%20", "+"));
    spellings.add(JSON.stringify(secret).slice(1, -1));
  }
  // The longest first: one secret may be a part of another.
  const known = [...spellings].sort((a, b) => b.length - a.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, MARK), text);
    return PATTERNS.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), without);
  };
}
