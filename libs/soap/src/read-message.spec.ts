import { describe, expect, it } from '@jest/globals';
import { diag } from 'libxml2-wasm';
import { pingText, schema } from './contract.fixture.js';
import { MalformedMessage } from './malformed-message.js';
import { type Message, readMessage } from './read-message.js';

const bytesMax = 64 * 1024;
const secret = '0101019876';

const read = (text: string): Message => readMessage(Buffer.from(text), schema, bytesMax);

function refusal(bytes: string | Uint8Array): MalformedMessage {
  try {
    readMessage(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, schema, bytesMax);
  } catch (error) {
    if (error instanceof MalformedMessage) return error;
    throw error;
  }
  throw new Error('it was taken for a message');
}

function userIn(message: Message): string {
  if (message.kind === 'fault') throw new Error('a fault');
  return message.payload.required('HovedOplysninger').textOf('OnBehalfOfUser');
}

describe('a message from outside', () => {
  it('is read by element, whatever prefixes, comments and CDATA it uses', () => {
    const user = 'Æ<!-- not said --><![CDATA[<&>]]>&#229; &amp; 😀';
    expect(userIn(read(pingText({ prologue: '<?xml version="1.0"?><!-- hello -->', user })))).toBe(
      'Æ<&>å & 😀',
    );
  });

  it('may carry header blocks that need not be understood', () => {
    const header =
      '<e:Header><h:Trace xmlns:h="urn:h" e:mustUnderstand="false">1</h:Trace></e:Header>';
    expect(userIn(read(pingText({ header })))).toBe('Åse');
  });

  it('may begin with a byte order mark of UTF-8', () => {
    expect(userIn(read(`\uFEFF${pingText()}`))).toBe('Åse');
  });

  it.each<[string, MalformedMessage['code'], string | Uint8Array]>([
    ['nothing at all', 'not-xml', ''],
    ['no XML', 'not-xml', `{"cpr":"${secret}"}`],
    ['broken XML', 'not-xml', pingText().slice(0, -20)],
    ['an unknown entity', 'not-xml', pingText({ user: '&secret;' })],
    ['a NUL byte', 'not-xml', pingText({ user: '\0' })],
    ['a control character by reference', 'not-xml', pingText({ user: '&#1;' })],
    ['bytes that are not UTF-8', 'not-xml', Buffer.from(pingText(), 'latin1')],
    [
      'UTF-16, where a document type could hide',
      'not-xml',
      Buffer.from(`<!DOCTYPE a>${pingText()}`, 'utf16le'),
    ],
    ['a document type', 'doctype', pingText({ prologue: '<!DOCTYPE a [<!ENTITY x "y">]>' })],
    [
      'a document that is deeper than any message',
      'not-xml',
      pingText({ user: '<a>'.repeat(300) + '</a>'.repeat(300) }),
    ],
    [
      'SOAP 1.1',
      'not-soap-12',
      pingText().replaceAll(
        'http://www.w3.org/2003/05/soap-envelope',
        'http://schemas.xmlsoap.org/soap/envelope/',
      ),
    ],
    [
      'a message without its envelope',
      'not-soap-12',
      '<Ping_I xmlns="http://www.kombit.dk/2017/01/01/"/>',
    ],
    [
      'a header that must be understood',
      'not-understood',
      pingText({ header: '<e:Header><h:S xmlns:h="urn:h" e:mustUnderstand="true"/></e:Header>' }),
    ],
    ['an unknown message', 'invalid', pingText().replaceAll('Ping_I', 'Pong_I')],
    [
      'the right name in another namespace',
      'invalid',
      pingText().replace('http://www.kombit.dk/2017/01/01/', 'http://www.kombit.dk/2018/01/01/'),
    ],
    [
      'two messages in one body',
      'invalid',
      pingText({ inBody: '<Ping_I xmlns="http://www.kombit.dk/2017/01/01/"/>' }),
    ],
    ['a value that is too long', 'invalid', pingText({ user: secret.repeat(26) })],
    ['something too large', 'too-large', pingText({ user: ' '.repeat(bytesMax) })],
  ])('is refused when it is %s', (_what, code, bytes) => {
    expect(refusal(bytes).code).toBe(code);
  });

  it('is refused by the place and the rule, and nothing it said is quoted', () => {
    const faults = [
      refusal(pingText({ user: secret.repeat(26) })),
      refusal(pingText().replace('2026-11-23T12:00:00Z', secret)),
      refusal(pingText({ inBody: `<x${secret}/>` })),
      refusal(pingText({ user: `<y${secret}/>` })),
      refusal(`<${secret}>`),
    ];
    expect(faults[0]?.message).toBe('OnBehalfOfUser: is too long');
    expect(faults[1]?.message).toBe('TransaktionsTid: is of the wrong type');
    expect(faults.map(({ message, stack }) => `${message} ${stack ?? ''}`).join()).not.toContain(
      secret,
    );
  });

  it('leaves no memory behind, read or refused', () => {
    diag.configure({ enabled: true });
    try {
      for (let round = 0; round < 50; round += 1) {
        read(pingText());
        refusal(pingText({ user: 'x'.repeat(300) }));
        refusal('<a>');
      }
      expect(diag.report()).toEqual({});
    } finally {
      diag.configure({ enabled: false });
    }
  });
});
