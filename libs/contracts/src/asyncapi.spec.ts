import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { promised } from './contract-table.fixture.js';
import {
  at,
  changed,
  dataOf,
  goldens,
  nameOf,
  openedGoldens,
  othersThan,
  pathsIn,
  refusal,
  type Json,
} from './golden.fixture.js';
import { allEvents, describeMessages, eventNameOf } from './index.js';
import { membersOf } from './members.fixture.js';

const described = describeMessages(new Map()) as Record<string, Json>;
const ajv = new Ajv({ format: 'full' });
ajv.addSchema({ $id: 'described', ...described });
const validators = new Map(
  allEvents().map(({ type }) => [
    type,
    ajv.compile({ $ref: `described#/components/messages/${eventNameOf(type)}/payload` }),
  ]),
);
const accepts = (type: string, message: unknown): boolean =>
  validators.get(type)?.(message) === true;
const each = goldens.map((golden) => [golden.file, golden] as const);

describe('the description of all messages', () => {
  it('has a channel and a message for every event, and none else', () => {
    const names = allEvents()
      .map(({ type }) => type)
      .sort()
      .map(eventNameOf);
    expect(Object.keys(described['channels'] ?? {})).toEqual(names);
    expect(Object.keys((described['components']?.['messages'] ?? {}) as Json)).toEqual(names);
  });

  it('points at nothing that is not there', () => {
    const pointers = pathsIn(described)
      .filter((path) => path.at(-1) === '$ref')
      .map((path) => String(at(described, path)));
    expect(pointers.length).toBeGreaterThan(200);
    const lost = pointers.filter((pointer) => {
      try {
        return at(described, pointer.slice('#/'.length).split('/')) === undefined;
      } catch {
        return true;
      }
    });
    expect(lost).toEqual([]);
  });

  it('calls no two classes by one name', () => {
    const classes = new Set<object>();
    const gather = (of: new () => object): void => {
      if (classes.has(of)) return;
      classes.add(of);
      membersOf(of).nested.forEach(gather);
    };
    allEvents().forEach((event) => {
      gather(event.class);
    });
    const names = [...classes].map((of) => (of as { name: string }).name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(Object.entries(promised))('sends %s where the contract says', (name, promise) => {
    const channel = described['channels']?.[name] as Json;
    const [, end = ''] = /\.([^.]+)$/.exec(promise.routingKey) ?? [];
    const member = end.startsWith('DK-') ? 'agencyId' : 'municipalityCode';
    expect(channel).toMatchObject({
      address: `${name}.{${member}}`,
      bindings: { amqp: { exchange: { name: promise.exchange, type: 'topic', durable: true } } },
    });
  });

  it('says who speaks', () => {
    const actionsOf = (name: string) =>
      Object.keys(described['operations'] ?? {}).filter((id) => id.endsWith(`.${name}`));
    expect(actionsOf('balance.created')).toEqual(['receive.balance.created']);
    expect(actionsOf('balance.transfer-changed')).toEqual(['send.balance.transfer-changed']);
    expect(actionsOf('receivable.covered')).toEqual([
      'send.receivable.covered',
      'receive.receivable.covered',
    ]);
  });

  it('shows the examples it is given, each with its own message', () => {
    const { type, message } = goldens[0] ?? { type: '', message: {} };
    const examples = [{ name: 'whole', payload: message }];
    const shown = describeMessages(new Map([[type, examples]])) as Record<string, Json>;
    const messages = shown['components']?.['messages'] as Record<string, Json>;
    const withExamples = Object.entries(messages).filter(
      ([, one]) => (one['examples'] as unknown[]).length > 0,
    );
    expect(withExamples.map(([name, one]) => [name, one['examples']])).toEqual([
      [eventNameOf(type), examples],
    ]);
  });
});

describe('its schemas, asked by a validator of others', () => {
  it.each(each)('take %s', (_, { type, message }) => {
    expect(accepts(type, message)).toBe(true);
  });

  it.each(each)('judge what differs from %s as we do', (_, golden) => {
    const { type, message } = golden;
    const paths = pathsIn(dataOf(golden));
    const variants = paths.flatMap((path) =>
      [undefined, ...othersThan(at(dataOf(golden), path))]
        .filter((other) => other !== undefined || typeof path.at(-1) === 'string')
        .map((other) => ({ path, other, variant: changed(message, ['data', ...path], other) })),
    );
    const differ = variants.filter(
      ({ variant }) => accepts(type, variant) !== (refusal(variant) === ''),
    );
    expect(differ.map(({ path, other }) => `${path.join('.')} = ${JSON.stringify(other)}`)).toEqual(
      [],
    );
  });

  it.each(each)('judge other texts than those of %s as we do', (_, golden) => {
    const { type, message } = golden;
    const texts = [
      '',
      'x'.repeat(5_000),
      '2026-02-30',
      '2026-13-01',
      '1,00',
      '-1.00',
      '0.00',
      'dk-761500',
      '2026-11-23T10:00:00',
      '2026-02-30T10:00:00Z',
    ];
    const differ = pathsIn(dataOf(golden))
      .filter((path) => typeof at(dataOf(golden), path) === 'string')
      .flatMap((path) => texts.map((other) => ({ path, other })))
      .filter(({ path, other }) => {
        const variant = changed(message, ['data', ...path], other);
        const why = refusal(variant);
        return !why.includes(' subject: ') && accepts(type, variant) !== (why === '');
      });
    expect(differ.map(({ path, other }) => `${path.join('.')} = ${other.slice(0, 30)}`)).toEqual(
      [],
    );
  });

  it.each(['specversion', 'id', 'source', 'type', 'subject', 'time', 'sequence', 'data'])(
    'ask for %s as we do',
    (attribute) => {
      const isOfStreams = ['subject', 'sequence'].includes(attribute); // of a payment nobody asks for them
      const concerned = goldens.filter(({ message }) => !isOfStreams || 'sequence' in message);
      const wrong = concerned.flatMap(({ file, type, message }) =>
        [undefined, 7, '', {}]
          .filter((bad) => !(attribute === 'data' && typeof bad === 'object'))
          .map((bad) => changed(message, [attribute], bad))
          .filter((variant) => accepts(type, variant) !== (refusal(variant) === ''))
          .map((variant) => `${file} ${attribute}: ${JSON.stringify(variant[attribute])}`),
      );
      expect(wrong).toEqual([]);
    },
  );

  it.each(openedGoldens.map(({ name, content }) => [name, content] as const))(
    'take %s, once it is opened',
    (name, content) => {
      const validate = ajv.compile({ $ref: `described#/components/schemas/${name}` });
      expect(validate(content)).toBe(true);
      expect(validate('header..iv.text.tag')).toBe(false);
    },
  );

  it('need `acknowledged` of a compensation, and not of a fee', () => {
    const golden = goldens.find(
      ({ type, message }) =>
        type.includes('balance.created') && 'acknowledged' in (message['data'] as Json),
    );
    const without = changed(golden?.message ?? {}, ['data', 'acknowledged'], undefined);
    expect(accepts(golden?.type ?? '', without)).toBe(false);
    expect(accepts(golden?.type ?? '', changed(without, ['data', 'type'], 'fee'))).toBe(true);
    expect(golden === undefined ? '' : nameOf(golden)).toBe('balance.created');
  });
});
