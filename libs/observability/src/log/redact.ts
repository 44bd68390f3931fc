/**
 * Day (also +60 for replacement numbers) and month, two digits of the year, perhaps a hyphen, four digits. UUIDs and long
 * hexadecimal ids are matched first, so that a run of digits inside them is left alone.
 */
const personNumberLike =
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b|(?<!\d)(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)/gi;

const personNumberLengthMax = 11;

/** Written in place of what looks like a CPR number. */
export const personNumberMask = '[cpr]';

/**
 * The last net under every printed string: masks runs that look like CPR numbers. Personal data is kept out of logs by the
 * types that hold it; this catches what slipped through a foreign error text.
 */
export function redact(text: string): string {
  return text.replace(personNumberLike, (found) =>
    found.length <= personNumberLengthMax ? personNumberMask : found,
  );
}
