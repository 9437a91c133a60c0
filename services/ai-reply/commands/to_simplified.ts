const TRADITIONAL = "轉請謝務訴幫煩嗎這們給開機時為還說話聯繫對現馬點導單麼個員應該換來後";
const SIMPLIFIED = "转请谢务诉帮烦吗这们给开机时为还说话联系对现马点导单么个员应该换来后";

const PAIRS = new Map([...TRADITIONAL].map((from, index) => [from, [...SIMPLIFIED][index]!]));

/** Replaces the traditional characters that occur in commands and polite words. */
export function toSimplified(text: string): string {
  return text.replace(/\p{sc=Han}/gu, (character) => PAIRS.get(character) ?? character);
}
