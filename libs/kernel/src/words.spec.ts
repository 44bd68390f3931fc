import { describe, expect, it } from '@jest/globals';
import { AgencyId, MunicipalityCode } from './agency.js';
import { PermanentFailure, TransientFailure } from './failures.js';
import { unreachable } from './unreachable.js';
import { isUuid } from './uuid.js';

describe('an agency', () => {
  it.each([
    ['DK-761500', '615'],
    ['DK-710100', '101'],
    ['DK-761501', '615'],
    ['DK-870970', undefined],
    ['DK-000000', undefined],
  ])('%s is of municipality %s', (text, municipality) => {
    expect(AgencyId.parse(text)?.municipalityCode()?.value).toBe(municipality);
    expect(String(AgencyId.parse(text))).toBe(text);
  });

  it.each([
    '',
    'DK-76150',
    'DK-7615000',
    'dk-761500',
    'DK761500',
    'SE-761500',
    'DK-76150a',
    ' DK-761500',
    'DK-761500\n',
  ])('%j is none', (text) => {
    expect(AgencyId.parse(text)).toBeUndefined();
  });
});

describe('a municipality', () => {
  it('has three digits', () => {
    for (const text of ['615', '101', '000'])
      expect(MunicipalityCode.parse(text)?.toString()).toBe(text);
    for (const text of ['', '61', '6150', '61a', ' 615', '６15'])
      expect(MunicipalityCode.parse(text)).toBeUndefined();
  });
});

describe('a UUID', () => {
  it('is in lower case, as Serviceplatformen has it', () => {
    const uuid = '3f2b8c1e-0d4a-4c6b-9a7e-5d1f2e3a4b5c';
    expect(isUuid(uuid)).toBe(true);
    expect(isUuid('00000000-0000-0000-0000-000000000000')).toBe(true);
    for (const bad of [
      '',
      uuid.toUpperCase(),
      uuid.slice(1),
      `${uuid}0`,
      uuid.replaceAll('-', ''),
      `{${uuid}}`,
      `urn:uuid:${uuid}`,
      `${uuid}\n`,
      uuid.replace('f', 'g'),
    ])
      expect(isUuid(bad)).toBe(false);
  });
});

describe('failures', () => {
  it.each([TransientFailure, PermanentFailure])(
    '%p are errors with a code, that is their message unless they say more',
    (Failure) => {
      const cause = new Error('the first one');
      const bare = new Failure('place.what');
      expect(bare).toBeInstanceOf(Error);
      expect([bare.name, bare.code, bare.message, 'cause' in bare]).toEqual([
        Failure.name,
        'place.what',
        'place.what',
        false,
      ]);
      const full = new Failure('place.what', 'It did not work.', { cause });
      expect([full.message, full.cause]).toEqual(['It did not work.', cause]);
      expect(full.stack).toContain('words.spec');
    },
  );

  it('that last name the field concerned', () => {
    expect(new PermanentFailure('a.b', 'c', { field: 'amount' }).field).toBe('amount');
    expect(new PermanentFailure('a.b').field).toBeUndefined();
  });

  it('of the two kinds are told apart', () => {
    expect(new TransientFailure('a.b')).not.toBeInstanceOf(PermanentFailure);
    expect(new PermanentFailure('a.b')).not.toBeInstanceOf(TransientFailure);
  });
});

describe('unreachable', () => {
  const reach = (value: unknown) => () => unreachable(value as never);

  it('names the kind that has no case, and nothing else of the value', () => {
    expect(reach({ kind: 'lost', cpr: '1403851230' })).toThrow(/^There is no case for "lost"\.$/);
    expect(reach('1403851230')).toThrow(/^There is no case for "string"\.$/);
    expect(reach({ cpr: '1403851230' })).toThrow(/^There is no case for "object"\.$/);
    expect(reach(null)).toThrow(/"object"/);
    expect(reach(undefined)).toThrow(/"undefined"/);
  });
});
