const INSTANCE_NAMES: ReadonlySet<string> = new Set(["uuid", "clientuuid", "clientid"]);
const SECRET_NAMES: ReadonlySet<string> = new Set(["qrcodekey", "qrcode", "qrcodedata"]);
const LIKE_UUID = /(?<![\da-f])[\da-f]{8}(?:-?[\da-f]{4}){3}-?[\da-f]{12}(?![\da-f])/gi;
const SHOWN_CHARACTERS = 6;

/** An instance as people see it: the first characters of its uuid, because the whole is a password. */
export function shortUuid(uuid: string): string {
  return uuid.length <= SHOWN_CHARACTERS ? uuid : `${uuid.slice(0, SHOWN_CHARACTERS)}…`;
}

/**
 * The body of a callback, which is JSON, without keys of QR codes, and with only the beginning of uuids. Of a body that
 * could not be parsed, both are recognised by their form.
 */
export function hideSecrets(body: unknown): unknown {
  return typeof body === "string" ? body.replaceAll(LIKE_UUID, shortUuid) : hideFields(body);
}

function hideFields(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(hideFields);
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !SECRET_NAMES.has(plain(name)))
      .map(([name, field]) => [
        name,
        INSTANCE_NAMES.has(plain(name)) && typeof field === "string"
          ? shortUuid(field)
          : hideFields(field),
      ]),
  );
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}
