const SHOWN_START = 3;
const SHOWN_END = 2;
/** Shorter texts do not keep their start. */
const MIN_LENGTH_OF_NUMBER = 9;

/** A telephone number with only its ends readable: `13800138000` becomes `138******00`. Short numbers have only stars. */
export function maskPhone(phone: string): string {
  const { length } = phone;
  if (length < MIN_LENGTH_OF_NUMBER) return "*".repeat(length);
  const stars = "*".repeat(length - SHOWN_START - SHOWN_END);
  return phone.slice(0, SHOWN_START) + stars + phone.slice(-SHOWN_END);
}
