import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { vocabulary } from './branch.js';
import { aPing, schema } from './contract.fixture.js';
import { readMessage } from './read-message.js';
import { UnsendableMessage } from './unsendable-message.js';
import { writeFault, writeMessage } from './write-message.js';

const bytesMax = 64 * 1024;

function saidUser(written: string): string {
  const message = readMessage(Buffer.from(written), schema, bytesMax);
  if (message.kind === 'fault') throw new Error('a fault');
  return message.payload.required('HovedOplysninger').textOf('OnBehalfOfUser');
}

const danish = fc.constantFrom(
  'æ',
  'ø',
  'å',
  'Æ',
  'Ø',
  'Å',
  'é',
  'ß',
  '<',
  '>',
  '&',
  '"',
  "'",
  ']]>',
  '\r',
  '\n',
  '\t',
  ' ',
  '€',
  '😀',
);

function problemWith(text: string): UnsendableMessage | undefined {
  try {
    writeMessage(aPing(text), schema);
    return undefined;
  } catch (error) {
    if (error instanceof UnsendableMessage) return error;
    throw error;
  }
}

describe('a message of our own', () => {
  it('says exactly what it was given, whatever letters and signs', () => {
    fc.assert(
      fc.property(fc.array(danish, { maxLength: 80 }), (signs) => {
        const text = signs.join('');
        expect(saidUser(writeMessage(aPing(text), schema))).toBe(text);
      }),
    );
  });

  it('carries any text, or is refused for a character that XML cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const problem = problemWith(text);
        if (problem === undefined) expect(saidUser(writeMessage(aPing(text), schema))).toBe(text);
        else expect(problem.rule).toBe('holds a character that XML cannot carry');
      }),
    );
  });

  it.each([['\0'], ['\u0001'], ['\u001F'], ['\uFFFE'], ['\uFFFF'], ['\uD800'], ['\uDC00x']])(
    'is refused with %j in it',
    (character) => {
      expect(problemWith(`a${character}b`)?.place).toBe('OnBehalfOfUser');
    },
  );

  it('counts characters, not code units: 255 emoji fit, 256 do not', () => {
    expect(saidUser(writeMessage(aPing('😀'.repeat(255)), schema))).toHaveLength(510);
    expect(problemWith('😀'.repeat(256))).toMatchObject({
      place: 'OnBehalfOfUser',
      rule: 'is too long',
    });
  });

  it('is refused when its elements are not in the order of the schema', () => {
    const m = vocabulary('m');
    expect(() => writeMessage(m('Ping_I', [m('Ping_O', [])]), schema)).toThrow(UnsendableMessage);
  });

  it('can be a fault, which reads back as it was', () => {
    const fault = {
      code: 'Receiver',
      reason: 'Out of order & closed.',
      errors: [{ code: 'SP-1', text: 'Prøv igen <senere>' }],
    } as const;
    const written = writeFault(fault, schema);
    expect(readMessage(Buffer.from(written), schema, bytesMax)).toEqual({ kind: 'fault', fault });
    expect(written).toContain('xml:lang="en"');
  });
});
