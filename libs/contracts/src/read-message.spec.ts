import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { goldens, read, refusal, type Json } from './golden.fixture.js';
import { readMessage } from './index.js';

const seed = 4711;
const bytesMax = 100_000;
const created = messageLike('dk.debitorbro.balance.created.v1.json');
const covered = messageLike('dk.debitorbro.receivable.covered.v1.json');
const raised = messageLike('dk.debitorbro.receivable.raised.v1.json');
const createdData = created['data'] as Json;

function messageLike(file: string): Json {
  const golden = goldens.find((one) => one.file === file);
  if (golden === undefined) throw new Error(`There is no golden ${file}.`);
  return golden.message;
}

function readBytes(body: Buffer | string): ReturnType<typeof readMessage> {
  return readMessage(Buffer.from(body), bytesMax);
}

function refusalOf(body: Buffer | string): string {
  const result = readBytes(body);
  return result.kind === 'read' ? '' : result.reason.code;
}

const text = JSON.stringify(created);

describe('what no JSON object in UTF-8 is', () => {
  it.each([
    ['nothing', ''],
    ['blanks', '  \n'],
    ['half a message', text.slice(0, -20)],
    ['two messages', text + text],
    ['a list', `[${text}]`],
    ['a text', '"a text"'],
    ['null', 'null'],
    ['a number', '42'],
    ['XML', '<?xml version="1.0"?><!DOCTYPE x><x/>'],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['Latin-1 with Danish letters', Buffer.from(text, 'latin1')],
    ['a comment', `/* hello */ ${text}`],
    ['a NUL among the bytes', text.replace('Bodil', 'Bo\0dil')],
    ['not a number', text.replace('"230.00"', 'NaN')],
  ])('%s is refused as such', (_, body) => {
    expect(readBytes(body)).toEqual({
      kind: 'unreadable',
      reason: { code: 'message.not-json', text: 'The message is no JSON object in UTF-8.' },
      outline: {},
    });
  });

  it('a byte order mark may stand before it', () => {
    expect(refusalOf(`\ufeff${text}`)).toBe('');
  });
});

describe('size and depth', () => {
  it('a byte more than allowed is too large, and is not even parsed', () => {
    const body = Buffer.from(text);
    expect(readMessage(body, body.length).kind).toBe('read');
    expect(readMessage(body, body.length - 1)).toMatchObject({
      reason: { code: 'message.too-large' },
      outline: {},
    });
    expect(readMessage(Buffer.alloc(20_000_000, '['), bytesMax)).toMatchObject({
      reason: { code: 'message.too-large' },
    });
  });

  const nested = (levels: number, [open, close]: readonly [string, string]) =>
    text.replace('"data":{', `"data":{"deep":${open.repeat(levels)}1${close.repeat(levels)},`);

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ] as const)('the deepest %s allowed are read, one level more is not', (_, open, close) => {
    const levelsLeft = 30; // of 32: the message and its data are two
    expect(refusalOf(nested(levelsLeft, [open, close]))).toBe('');
    expect(refusalOf(nested(levelsLeft + 1, [open, close]))).toBe('message.too-deep');
  });

  it('a message as deep as its size allows is refused and its subject still told', () => {
    const result = readBytes(nested(49_000, ['[', ']']));
    expect(result).toMatchObject({
      reason: { code: 'message.too-deep' },
      outline: { stream: { kind: 'balance', scope: 'DK-761500', key: '4711' }, number: 1 },
    });
  });
});

describe('what a database can’t store', () => {
  it.each([
    ['NUL', '\0'],
    ['half a character', '\ud83d'],
    ['the other half', '\ude00'],
  ])('%s in a text is refused by its field', (_, bad) => {
    const message = { ...created, data: { ...createdData, billNumber: `2026${bad}187` } };
    expect(refusal(message)).toBe(
      'message.invalid data.billNumber: a text must hold neither NUL nor halves of characters.',
    );
  });

  it.each(['\\ud83d', '\\uD83D', '\\udE00', '\\uDe00', '\\u0000'])(
    'an escape of %s is found however it is written',
    (escape) => {
      expect(refusalOf(text.replace('2026-000187', escape))).toBe('message.invalid');
    },
  );

  it('a whole character by its two halves is a text like any other', () => {
    const body = text.replace('Bodil', '\\ud83d\\ude00').replace('Hærv', '\\uD83D\\uDE00');
    expect(refusalOf(body)).toBe('');
  });

  it('deep inside it is found as well, and nowhere that nobody reads', () => {
    const deep = structuredClone(created);
    ((deep['data'] as Json)['patron'] as Json)['name'] = 'a\0';
    expect(refusal(deep)).toContain('data.patron.name: ');
    expect(refusal({ ...created, data: { ...createdData, unheardOf: { 'Bodil\0': '\0' } } })).toBe(
      '',
    );
  });
});

describe('hostile JSON', () => {
  it('__proto__, constructor and prototype reach nothing', () => {
    const body = text
      .replace(
        '"data":{',
        '"data":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
      )
      .replace('"patron":{', '"patron":{"__proto__":{"name":"Nobody","polluted":true},')
      .replace('{"specversion"', '{"__proto__":{"polluted":true},"specversion"');
    const result = readBytes(body);
    if (result.kind === 'unreadable') throw new Error(result.reason.text);
    const { patron } = result.event as { patron: object };
    expect(patron).toMatchObject({ name: 'Bodil Sørensen' });
    for (const one of [{}, result.event, patron, result.data, result.outline])
      expect('polluted' in one).toBe(false);
    expect(result.event.constructor.name).toBe('BalanceCreated');
  });

  it('of a member that comes twice the last counts, in the envelope and in data', () => {
    const body = text
      .replace('"feeId":"4711"', '"feeId":"0","feeId":"4711"')
      .replace('"sequence":"1"', '"sequence":"7","sequence":"2"');
    expect(readBytes(body)).toMatchObject({
      kind: 'read',
      event: { feeId: '4711' },
      outline: { number: 2 },
    });
  });

  it('basis holds whole numbers by services, and nothing else', () => {
    const based = (basis: string) =>
      refusalOf(JSON.stringify(raised).replace(/"basis":\{[^}]*\}/, `"basis":${basis}`));
    expect(based('{"claim-intake":0}')).toBe('');
    for (const basis of [
      '{"__proto__":1}',
      '{"a":-1}',
      '{"a":1.5}',
      '{"a":1e300}',
      '{"a":"1"}',
      '{"A b":1}',
      '[1]',
      '7',
    ])
      expect(`${basis} ${based(basis)}`).toBe(`${basis} message.invalid`);
  });

  it('needs are heard of events between the houses only', () => {
    const needs = [{ source: '/x', kind: 'balance', scope: 'DK-761500', key: '1', number: 9 }];
    const foreign = read({ ...created, data: { ...createdData, needs } });
    expect(foreign.kind === 'read' && 'needs' in foreign.data).toBe(false);
    const own = read({ ...raised, data: { ...(raised['data'] as Json), needs } });
    expect(own).toMatchObject({ data: { needs } });
  });
});

describe('reasons', () => {
  it('name at most ten faults and count the rest', () => {
    const patron = {
      kind: 7,
      name: 7,
      address: {},
      birthDate: 7,
      cvrNumber: 7,
      pNumber: 7,
      patronId: 7,
    };
    const why = refusal({
      ...created,
      data: { ...createdData, patron, amount: 7, type: 7, feeId: 7 },
    });
    expect(why.match(/data\./g)).toHaveLength(10);
    expect(why).toMatch(/And \d+ more\.$/);
  });

  it('never quote the message, whatever is wrong with it', () => {
    const planted = 'Xq7Zw';
    const alter = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, alter(inner)]))
        : planted;
    for (const { message } of goldens) {
      const { data, ...attributes } = message;
      const bodies = [
        { ...message, data: alter(data) },
        { ...message, data: { ...(data as Json), [planted]: '\0' } },
        { ...message, subject: planted },
        { ...attributes, data, specversion: planted, time: planted, sequence: planted },
        { ...message, type: planted },
      ].map((body) => JSON.stringify(body));
      for (const body of [...bodies, `{"a":${planted}}`, `${planted}{}`]) {
        const result = readBytes(body);
        expect(result.kind === 'read' ? '' : result.reason.text).not.toContain(planted);
      }
    }
  });
});

describe('the outline of what can’t be read', () => {
  it.each([
    ['of an unknown type', { type: 'dk.debitorbro.balance.vanished.v1' }, 'message.unknown-type'],
    ['of a later version', { type: 'dk.debitorbro.balance.created.v2' }, 'message.unknown-type'],
    ['with bad data', { data: { ...createdData, amount: 'much' } }, 'message.invalid'],
    ['without data, told by its source', { data: 7 }, 'message.bad-envelope'],
    [
      'with an agency that is none, told by its source',
      { data: { ...createdData, agencyId: 'DK-76150' } },
      'message.invalid',
    ],
    ['without a time', { time: 'now' }, 'message.bad-envelope'],
  ])('%s holds its subject’s later ones', (_, part, code) => {
    expect(read({ ...created, ...part })).toMatchObject({
      reason: { code },
      outline: { stream: { kind: 'balance', scope: 'DK-761500', key: '4711' }, number: 1 },
    });
  });

  it('of a type that tells no subject names none', () => {
    const result = read({ ...created, type: 'com.example.other' });
    expect(result).toMatchObject({ reason: { code: 'message.unknown-type' } });
    expect(result.outline).not.toHaveProperty('stream');
  });

  it.each([0, '0', '01', '-1', '1.0', '1e3', ' 1', '', '9'.repeat(16), 1])(
    'a sequence of %j is no number',
    (sequence) => {
      const result = read({ ...created, sequence });
      expect(result).toMatchObject({ reason: { code: 'message.bad-envelope' } });
      expect(result.outline).not.toHaveProperty('number');
    },
  );

  it('the subject must be the one that data names', () => {
    expect(refusal({ ...created, subject: '4712' })).toBe(
      'message.invalid subject: it must be the same as data.feeId.',
    );
  });

  it('payments have no number and need no subject', () => {
    const { subject: _, ...without } = covered;
    const result = read(without);
    expect(result.kind).toBe('read');
    expect(result.outline).not.toHaveProperty('stream');
  });
});

describe('what only passes', () => {
  const passes = (message: unknown) =>
    readMessage(Buffer.from(JSON.stringify(message)), bytesMax, () => true);

  it('is counted without a look at its data', () => {
    const result = passes({ ...created, data: { agencyId: 'DK-761500', amount: 7 } });
    expect(result).toMatchObject({ kind: 'read', event: {}, outline: { number: 1 } });
  });

  it.each(['subject', 'sequence'])('can’t be counted without its %s', (attribute) => {
    const { [attribute]: _, ...without } = created;
    expect(passes(without)).toMatchObject({ reason: { code: 'message.bad-envelope' } });
  });
});

describe('any bytes', () => {
  it('are read or refused, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['read', 'unreadable']).toContain(readMessage(Buffer.from(bytes), bytesMax).kind);
      }),
      { seed },
    );
  });

  it('and any JSON where a member stood, neither', () => {
    const names = Object.keys(created).flatMap((name) => [[name], ['data', name]]);
    const dataNames = Object.keys(createdData).map((name) => ['data', name]);
    fc.assert(
      fc.property(
        fc.constantFrom(...names, ...dataNames),
        fc.jsonValue(),
        ([first = '', second], value) => {
          const message =
            second === undefined
              ? { ...created, [first]: value }
              : { ...created, data: { ...createdData, [second]: value } };
          expect(['read', 'unreadable']).toContain(read(message).kind);
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});
