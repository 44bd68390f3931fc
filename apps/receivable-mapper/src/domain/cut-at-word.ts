/**
 * One printable line of what came in any shape: runs of white space and control characters become one
 * space, invisible marks go, and composed letters count one character each (`å` as one, not two).
 */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/**
 * The longest beginning of a text that holds at most `lengthMax` characters and ends with a whole word (R40).
 * A number stays whole, also one that is grouped by spaces (`20 000`). A word longer than the line is cut
 * between letters. What can't be cut without breaking a number is left out.
 */
export function cutAtWord(text: string, lengthMax: number): string {
  const line = tidy(text);
  if (line.length <= lengthMax) return line;
  for (let end = lengthMax; end > 0; end -= 1) {
    if (line[end] === ' ' && !insideNumber(line, end)) return closed(line.slice(0, end));
  }
  for (let end = lengthMax; end > 0; end -= 1) {
    if (!insideNumber(line, end) && !insideLetter(line, end)) return closed(line.slice(0, end));
  }
  return '';
}

/** Digits on both sides, with nothing or one separator between them, are one number. */
function insideNumber(line: string, end: number): boolean {
  const before = line.slice(Math.max(0, end - 2), end);
  const after = line.slice(end, end + 2);
  return (
    (/\d$/.test(before) && /^[\s.,:/-]?\d/.test(after)) ||
    (/\d[\s.,:/-]$/.test(before) && /^\d/.test(after))
  );
}

/** Letters outside the basic plane and letters with loose accents take more than one place. */
function insideLetter(line: string, end: number): boolean {
  return /^[\uDC00-\uDFFF\p{M}]/u.test(line.slice(end, end + 1));
}

/** A line doesn't end on the comma of a list that was cut. */
function closed(line: string): string {
  return line.replace(/[\s,;:–-]+$/u, '');
}
