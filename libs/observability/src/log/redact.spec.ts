import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from './redact.js';

const two = (n: number): string => String(n).padStart(2, '0');
const personNumber = fc
  .tuple(
    fc.integer({ min: 1, max: 31 }),
    fc.boolean(),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 0, max: 99 }),
    fc.integer({ min: 0, max: 9999 }),
  )
  .map(
    ([day, replacement, month, year, serial]) =>
      [
        `${two(day + (replacement ? 60 : 0))}${two(month)}${two(year)}`,
        String(serial).padStart(4, '0'),
      ] as const,
  );
const around = fc.constantFrom('', ' ', '"', ',', 'cpr', '_', '-', 'ø', ':', '(', '.');

describe('the net under printed strings', () => {
  it('masks everything that looks like a CPR number, whatever stands around it', () => {
    fc.assert(
      fc.property(
        personNumber,
        fc.constantFrom('', '-', ' '),
        around,
        around,
        ([date, serial], hyphen, before, after) => {
          expect(redact(`${before}${date}${hyphen}${serial}${after}`)).toBe(
            `${before}[cpr]${after}`,
          );
        },
      ),
    );
  });

  it('masks several in one string', () => {
    expect(redact('[0101901234,"670190-1234"]')).toBe('[[cpr],"[cpr]"]');
  });

  it.each([
    '20261123',
    '2026-11-23T10:11:12.123Z',
    '5798000123456',
    '4711000123',
    'DK-761500',
    '12345678',
    '1731931200',
    '3201901234',
    '0113901234',
  ])('leaves %s alone', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('leaves UUIDs and trace ids alone', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(redact(uuid)).toBe(uuid);
      }),
    );
    expect(redact(`a ${randomUUID()} b`)).not.toContain('[cpr]');
    expect(redact('0af7651916cd43dd8448eb211c80319c')).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(redact('12345678-0101-4101-8101-a0101901234b')).toBe(
      '12345678-0101-4101-8101-a0101901234b',
    );
  });
});
