import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@libs/kernel';
import { type ServiceWindow, windowUntil } from './service-window.js';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const once: ServiceWindow = {
  kind: 'once',
  from: at('2026-11-23T20:00:00Z'),
  to: at('2026-11-23T22:00:00Z'),
};
const nightly: ServiceWindow = {
  kind: 'weekly',
  days: ['saturday'],
  from: '22:00',
  to: '06:00',
};
const endAt = (windows: readonly ServiceWindow[], now: string): string | undefined =>
  windowUntil(windows, at(now))?.toString();

describe('R55 a planned service window', () => {
  it.each([
    ['2026-11-23T19:59:59Z', undefined],
    ['2026-11-23T20:00:00Z', '2026-11-23T22:00:00Z'],
    ['2026-11-23T21:59:59Z', '2026-11-23T22:00:00Z'],
    ['2026-11-23T22:00:00Z', undefined],
  ])('holds from its beginning and not at its end: %s', (now, until) => {
    expect(endAt([once], now)).toBe(until);
  });

  it.each([
    ['before it begins', '2026-11-28T20:59:00Z', undefined],
    ['in the evening', '2026-11-28T21:00:00Z', '2026-11-29T05:00:00Z'],
    ['after midnight', '2026-11-29T04:59:00Z', '2026-11-29T05:00:00Z'],
    ['after it ended', '2026-11-29T05:00:00Z', undefined],
    ['on the evening of another day', '2026-11-29T21:30:00Z', undefined],
    ['by summer time', '2026-07-04T20:00:00Z', '2026-07-05T04:00:00Z'],
  ])('that comes every week goes by Danish time, %s', (_, now, until) => {
    expect(endAt([nightly], now)).toBe(until);
  });

  it('is an hour longer in the night in which summer time ends', () => {
    expect(endAt([nightly], '2026-10-24T20:00:00Z')).toBe('2026-10-25T05:00:00Z');
  });

  it('of several lasts until the last', () => {
    const longer: ServiceWindow = { ...once, to: at('2026-11-23T23:00:00Z') };

    expect(endAt([longer, once], '2026-11-23T21:00:00Z')).toBe('2026-11-23T23:00:00Z');
    expect(endAt([], '2026-11-23T21:00:00Z')).toBeUndefined();
  });
});
