import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it('ends as RFC 4180 has it', () => {
    expect(csvLine(['a', 'b c', ''])).toBe('a,b c,\r\n');
  });

  it.each([
    ['a,b', '"a,b"'],
    ['a "b"', '"a ""b"""'],
    ['a\nb', '"a\nb"'],
    ['æøå;', 'æøå;'],
  ])('quotes %j where it must', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });

  it('leaves an amount below zero as it is', () => {
    expect(csvLine(['-230.00', '-1.00+2.00'])).toBe("-230.00,'-1.00+2.00\r\n");
  });

  it.each(['=1+1', '+45', '-2', '@SUM(A1)', '\tx'])('gives no spreadsheet %j to run', (cell) => {
    expect(csvLine([cell])).toBe(`'${cell}\r\n`);
    expect(csvLine([`${cell},"`])).toBe(`"'${cell},"""\r\n`);
  });
});
