import { describe, expect, it } from '@jest/globals';
import {
  changed,
  goldens,
  othersThan,
  pathsIn,
  at,
  type Json,
  type Path,
} from './golden.fixture.js';
import { claimTypes, readAgreement, warningsOf } from './index.js';

const golden = goldens.find(({ type }) => type === 'dk.debitorbro.agreement.changed.v1');
const sound: Json = {
  ...((golden?.message['data'] as Json)['agreement'] as Json),
  confirmed: [],
};
const withPart = (part: Json) => readAgreement({ ...sound, ...part });
const fieldsAtFault = (plain: unknown) => readAgreement(plain).faults.map(({ field }) => field);
const faultOf = (path: string, value: unknown) =>
  readAgreement(changed(sound, path.split('.'), value)).faults;

/** What may be missing, with what stands there then. */
const defaults: Json = {
  feeDueDays: 30,
  sendPNumber: true,
  specificationText: 'full',
  confirmed: [],
  'verification.afterDays': undefined,
  'debtorSystem.paymentsEveryHours': undefined,
  'debtorSystem.acceptsReplacementCpr': undefined,
};

describe('an agreement', () => {
  it('that is sound has no faults and no warnings', () => {
    const { faults, settings } = readAgreement(sound);
    expect(faults).toEqual([]);
    expect(warningsOf(settings)).toEqual([]);
    expect(JSON.parse(JSON.stringify(settings))).toEqual(sound);
  });

  it.each(pathsIn(sound).filter((path) => typeof path.at(-1) === 'string'))(
    'says whether it needs its %s',
    (...path) => {
      const field = path.join('.');
      for (const nothing of [undefined, null]) {
        const { faults, settings } = readAgreement(changed(sound, path, nothing));
        if (field in defaults) {
          expect(faults).toEqual([]);
          expect(at(settings, path)).toEqual(defaults[field]);
        } else expect(faults.map((fault) => fault.field)).toContain(field);
      }
    },
  );

  it('has no fields but those that can be put', () => {
    const { settings } = withPart({ agencyId: 'DK-761500', version: 9, __proto__: { evil: 1 } });
    expect(Object.keys(settings).sort()).toEqual(Object.keys(sound).sort());
  });

  it('of another type in any field names that field', () => {
    const wrong = pathsIn(sound).flatMap((path) =>
      othersThan(at(sound, path))
        .filter((other) => !isNamed(fieldsAtFault(changed(sound, path, other)), path))
        .map((other) => `${path.join('.')} = ${JSON.stringify(other)}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([null, undefined, 'a text', 7, [], {}])(
    '%j names every field that is needed',
    (plain) => {
      const needed = Object.keys(sound).filter((field) => !(field in defaults));
      expect(new Set(fieldsAtFault(plain))).toEqual(new Set(needed));
    },
  );

  it('names every fault at once: of form, and of what must fit together', () => {
    const faulty = {
      ...sound,
      name: 7,
      municipalityCode: '61',
      municipalityCvr: '13748137',
      kind: 'learning-centre',
      ageOfMajority: 0,
      cutOffDate: '2026-02-30',
      verification: { mode: 'manual', afterDays: 3 },
      debtorSystem: { product: 'kmd-opus', endpoint: 'http://debitor.example/' },
      claimTypes: {
        ...(sound['claimTypes'] as Json),
        fee: { code: 'no uuid' },
        'fee-minor-unguarded': {
          code: '8f0c1c52-3f1a-4b57-9b0f-5b6f1d2a7e04',
          psrmType: 'BIBGEBY',
        },
      },
    };
    expect(fieldsAtFault(faulty).sort()).toEqual([
      'ageOfMajority',
      'claimTypes.fee-minor-unguarded.psrmType',
      'claimTypes.fee.code',
      'claimTypes.fee.psrmType',
      'cutOffDate',
      'debtorSystem.endpoint',
      'kind',
      'municipalityCode',
      'municipalityCvr',
      'name',
      'verification.afterDays',
    ]);
  });
});

describe('R12, R22 what is unusual is refused unless confirmed, and shown ever after', () => {
  it.each([
    ['kind', 'learning-centre'],
    ['ageOfMajority', 0],
    ['ageOfMajority', 15],
    ['ageOfMajority', 19],
    ['ageOfMajority', 100],
  ])('%s %j', (field, value) => {
    const other = field === 'kind' ? 'ageOfMajority' : 'kind';
    expect(fieldsAtFault({ ...sound, [field]: value })).toEqual([field]);
    expect(fieldsAtFault({ ...sound, [field]: value, confirmed: [other] })).toEqual([field]);
    const { faults, settings } = withPart({ [field]: value, confirmed: [field] });
    expect(faults).toEqual([]);
    expect(warningsOf(settings).map((warning) => warning.field)).toEqual([field]);
  });

  it.each([16, 17, 18])('an age of majority of %i is ordinary', (ageOfMajority) => {
    const { faults, settings } = withPart({ ageOfMajority });
    expect([...faults, ...warningsOf(settings)]).toEqual([]);
  });

  it('both at once are two faults, and confirmed two warnings', () => {
    const odd = { kind: 'learning-centre', ageOfMajority: 100 };
    expect(fieldsAtFault({ ...sound, ...odd })).toEqual(['kind', 'ageOfMajority']);
    const { settings } = withPart({ ...odd, confirmed: ['kind', 'ageOfMajority'] });
    expect(warningsOf(settings)).toHaveLength(2);
  });

  it('nothing else can be confirmed', () => {
    expect(fieldsAtFault({ ...sound, confirmed: ['cutOffDate'] })).toEqual(['confirmed']);
  });

  it.each([-1, 151, 17.5])('an age of %d is none, confirmed or not', (ageOfMajority) => {
    expect(fieldsAtFault({ ...sound, ageOfMajority, confirmed: ['ageOfMajority'] })).toContain(
      'ageOfMajority',
    );
  });
});

describe('settings', () => {
  it.each(['Horsens\0', 'Horsens\ud83d', '\udc00'])(
    'no name is %j: it could not be stored',
    (name) => {
      expect(fieldsAtFault({ ...sound, name })).toEqual(['name']);
      expect(fieldsAtFault({ ...sound, unheardOf: name })).toEqual([]);
    },
  );

  it.each(['13748137', '00000000', '1374813', '137481366', 'DK13748136', '1374813a'])(
    'CVR %j is refused',
    (cvr) => {
      expect(faultOf('municipalityCvr', cvr).map(({ field }) => field)).toEqual([
        'municipalityCvr',
      ]);
    },
  );

  it.each([
    'https://debitor.example/x?y=1',
    'https://debitor.example:8443/',
    'http://127.0.0.1:8080/soap',
    'http://localhost:1/',
    'http://[::1]:9000/',
  ])('R54 endpoint %s is taken', (endpoint) => {
    expect(faultOf('debtorSystem.endpoint', endpoint)).toEqual([]);
  });

  it.each([
    'http://debitor.example/',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
    'http://10.0.0.1/',
    'https://user:secret@debitor.example/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'debitor.example',
    'https://xn--/',
    'https://0x100000000/',
    'https://\u00ad/',
    '//debitor.example',
    '',
  ])('endpoint %j is refused', (endpoint) => {
    expect(new Set(faultOf('debtorSystem.endpoint', endpoint).map(({ field }) => field))).toEqual(
      new Set(['debtorSystem.endpoint']),
    );
  });

  it.each(claimTypes)('R19 %s has a PSRM type, or must not', (name) => {
    const field = `claimTypes.${name}.psrmType`;
    const canBeCollected = !name.endsWith('-minor-unguarded');
    const isRefused = (psrmType: unknown) =>
      faultOf(field, psrmType).some((fault) => fault.field === field);
    expect(isRefused(undefined)).toBe(canBeCollected);
    for (const good of ['BIBGEBY', 'BIBERSÆØ']) expect(isRefused(good)).toBe(!canBeCollected);
    for (const bad of ['BIBGEB', 'BIBGEBYRE', 'bibgeby', 'BIB GEBY', '1234567'])
      expect(isRefused(bad)).toBe(true);
  });

  it.each(claimTypes)('%s needs a code that is a UUID in lower case', (name) => {
    const field = `claimTypes.${name}.code`;
    for (const bad of [
      '1',
      '8F0C1C52-3F1A-4B57-9B0F-5B6F1D2A7E01',
      '{8f0c1c52-3f1a-4b57-9b0f-5b6f1d2a7e01}',
    ])
      expect(faultOf(field, bad)).toEqual([{ field, text: 'must be a UUID in lower case' }]);
  });

  it('R10 days to automatic verification go with that mode only', () => {
    for (const mode of ['none', 'manual'])
      expect(fieldsAtFault({ ...sound, verification: { mode, afterDays: 3 } })).toEqual([
        'verification.afterDays',
      ]);
    for (const afterDays of [0, 3_650])
      expect(fieldsAtFault({ ...sound, verification: { mode: 'automatic', afterDays } })).toEqual(
        [],
      );
    for (const afterDays of [-1, 3_651, 0.5])
      expect(fieldsAtFault({ ...sound, verification: { mode: 'automatic', afterDays } })).toContain(
        'verification.afterDays',
      );
  });

  it.each([
    ['feeDueDays', 0, 3_650],
    ['debtorSystem.paymentsEveryHours', 1, 8_760],
    ['ageOfMajority', 16, 18],
  ])('R36, R50 %s goes from %i to %i and not beyond', (field, min, max) => {
    for (const good of [min, max]) expect(faultOf(field, good)).toEqual([]);
    for (const bad of [min - 1, max + 1, min + 0.5])
      expect(faultOf(field, bad).map((fault) => fault.field)).toContain(field);
  });
});

function isNamed(fields: readonly string[], path: Path): boolean {
  const holders = path.map((_, i) => path.slice(0, i + 1).join('.'));
  return fields.some((field) => holders.includes(field) || field.startsWith(`${path.join('.')}.`));
}
