/** Control characters, and what turns the direction of a text: neither is stored nor shown. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** As one line. */
export function plainText(text: string): string {
  return text.replaceAll(UNSEEN, " ").trim();
}
