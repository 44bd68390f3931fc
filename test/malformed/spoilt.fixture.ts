import { canary, megabytes20 } from './town.fixture.js';

/** A way to spoil a good message, and what a house must say of it when it parks it. */
export type Spoilt = readonly [
  what: string,
  code: string,
  text: RegExp,
  spoil: (text: string) => string | Buffer,
];

type Changeable = { readonly data: object; readonly [member: string]: unknown };

/** Changes members of the envelope. */
export function changed(change: (event: Changeable) => object): (text: string) => string {
  return (text) => JSON.stringify(change(JSON.parse(text) as Changeable));
}

/** Changes members of `data`; `undefined` takes one away. */
export function withContent(data: object): (text: string) => string {
  return changed((event) => ({ ...event, data: { ...event.data, ...data } }));
}

const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;

/** What no message may be, whoever publishes it. */
export const everywhere: readonly Spoilt[] = [
  ['nothing', 'message.not-json', /no JSON object/, () => ''],
  ['XML', 'message.not-json', /no JSON object/, () => `<balance>${canary}</balance>`],
  ['a list', 'message.not-json', /no JSON object/, (text) => `[${text}]`],
  ['JSON that is cut off', 'message.not-json', /no JSON object/, (text) => text.slice(0, -1)],
  ['in UTF-16', 'message.not-json', /in UTF-8/, (text) => Buffer.from(text, 'utf16le')],
  [
    'of 20 MB',
    'message.too-large',
    /larger than \d+ bytes/,
    withContent({ more: 'x'.repeat(megabytes20) }),
  ],
  [
    'nested 10,000 deep',
    'message.too-deep',
    /deeper than \d+ levels/,
    (text) => text.replace('{', `{"deep":${nested},`),
  ],
  [
    'in another envelope',
    'message.bad-envelope',
    /^specversion: .* id: .* source: .* type: .* time: .* data: /,
    () => JSON.stringify({ balance: canary }),
  ],
  [
    'of a time that never was',
    'message.bad-envelope',
    /^time: [^:]*$/,
    changed((event) => ({ ...event, time: '2026-02-30T08:00:00Z' })),
  ],
  [
    'from a source with NUL in it',
    'message.bad-envelope',
    /^source: [^:]*$/,
    changed((event) => ({ ...event, source: `/library/DK-761500\0${canary}` })),
  ],
  [
    'without an object of data',
    'message.bad-envelope',
    /^data: [^:]*$/,
    changed((event) => ({ ...event, data: canary })),
  ],
  [
    'of a type that nobody knows',
    'message.unknown-type',
    /nobody here knows/,
    changed((event) => ({ ...event, type: 'dk.debitorbro.balance.invented.v1' })),
  ],
  [
    'of a type that is told elsewhere',
    'message.not-taken',
    /not taken from this queue/,
    changed((event) => ({
      ...event,
      type: 'dk.debitorbro.task.cleared.v1',
      data: { agencyId: 'DK-761500', taskId: 't', kind: 'credit', text: canary },
      subject: 't',
      sequence: '1',
    })),
  ],
];
