/** A table as text: comma-separated, with a header (RFC 4180), UTF-8. */
export const csvType = 'text/csv; charset=utf-8; header=present';

/** One line with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

const amount = /^-?\d+\.\d{2}$/;

/**
 * A spreadsheet takes what begins like a formula for one, and would run it. Ids come from the library, so such a cell gets an
 * apostrophe in front, which spreadsheets read as "this is text"; an amount below zero is no formula. Source: OWASP, "CSV Injection".
 */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !amount.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
