import { describe, expect, it } from '@jest/globals';
import { eventOf } from '@libs/contracts';
import { Added } from '../counting.fixture.js';
import { knownType, reasonFingerprint, type ParkedFor } from './reason-fingerprint.js';

const { type } = eventOf(Added);
const faulty: ParkedFor = {
  queue: 'summing.added',
  type,
  code: 'message.invalid',
  text: 'data.materials.3.title: must have at most 255 characters.',
};
const fingerprint = (differently: Partial<ParkedFor>): string =>
  reasonFingerprint({ ...faulty, ...differently });

describe('the group of a reason', () => {
  it('has a name of its own, always the same', () => {
    expect(fingerprint({})).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint({})).toBe(fingerprint({}));
  });

  it.each([
    ['a position', 'data.materials.17.title: must have at most 255 characters.'],
    ['a number', 'data.materials.3.title: must have at most 20 characters.'],
  ])('is the same whatever %s it names', (_, text) => {
    expect(fingerprint({ text })).toBe(fingerprint({}));
  });

  it.each([
    [
      'UUIDs',
      'It needs 6a1f0f5e-0000-4000-8000-000000000001.',
      'It needs 0b9c0aaa-1111-4222-9333-abcdefabcdef.',
    ],
    ['agencies', 'DK-761500 is not served.', 'DK-775100 is not served.'],
    [
      'streams',
      'It needs /library/DK-761500|balance/1 up to 3.',
      'It needs /library/DK-775100|balance/2 up to 14.',
    ],
    ['quotes', 'The event lacks its "feeId".', 'The event lacks its "patronId".'],
    ['error codes', 'QueryFailedError (22021)', 'QueryFailedError (23514)'],
  ])('is the same for other %s', (_, one, other) => {
    expect(fingerprint({ text: one })).toBe(fingerprint({ text: other }));
  });

  it.each<[string, Partial<ParkedFor>]>([
    ['place', { queue: 'summing.others' }],
    ['type', { type: 'dk.debitorbro.balance.test-summed.v1' }],
    ['reason', { code: 'message.bad-envelope' }],
    ['wording', { text: 'data.materials.3.author: must have at most 255 characters.' }],
  ])('is another for another %s', (_, differently) => {
    expect(fingerprint(differently)).not.toBe(fingerprint({}));
  });

  it('is one for all types that nobody knows, whatever they say', () => {
    const unknown = { code: 'message.unknown-type', text: 'Nobody here knows it.' };
    expect(fingerprint({ ...unknown, type: 'Kanariefugl' })).toBe(
      fingerprint({ ...unknown, type: 'constructor' }),
    );
    expect([knownType(type), knownType('Kanariefugl')]).toEqual([type, '(unknown)']);
  });
});
