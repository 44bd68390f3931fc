import { MalformedMessage } from './malformed-message.js';

const form = /^\+?(\d*)(?:\.(\d*))?$/;

/**
 * Reads an xs:decimal that is not negative as a whole number of hundredths: `230`, `230.5` and `0230.500` are all fine.
 * Throws {@link MalformedMessage} where there is more to it than two decimals, or more than can be counted exactly.
 */
export function hundredths(decimal: string): number {
  const [, whole = '', fraction = ''] = form.exec(decimal.trim()) ?? [];
  const two = fraction.replace(/0+$/, '');
  const value = Number(`${whole}${two.padEnd(2, '0')}`);
  if (whole + fraction === '' || two.length > 2 || !Number.isSafeInteger(value)) {
    throw new MalformedMessage('invalid', 'an amount must be a decimal with two decimals');
  }
  return value;
}
