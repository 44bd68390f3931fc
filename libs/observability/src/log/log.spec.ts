import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { inSpan } from '../trace/spans.js';
import { startTracing, type Tracing } from '../trace/tracing.js';
import { Log, type LogLevel } from './log.js';
import { NestLog } from './nest-log.js';

const lines: string[] = [];
const log = (level: LogLevel = 'debug'): Log =>
  Log.to({
    service: 'verification',
    instance: 'a',
    level,
    write: (line) => lines.push(line),
    now: () => '2026-11-23T10:00:00.000Z',
  });
const last = (): Record<string, unknown> =>
  JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

class Person {
  readonly #name = 'Gunhild Testesen';
  toJSON(): string {
    return '[personal]';
  }
  [inspect.custom](): string {
    return this.#name;
  }
}

let tracing: Tracing | undefined;
afterEach(async () => {
  lines.length = 0;
  await tracing?.stop();
  tracing = undefined;
});

describe('the log', () => {
  it('writes one line of JSON with time, level, service, instance, message and fields', () => {
    log().with({ queue: 'verification.claims' }).info('Took a batch', { messages: 12 });
    expect(lines).toEqual([
      '{"time":"2026-11-23T10:00:00.000Z","level":"info","service":"verification","instance":"a","message":"Took a batch","queue":"verification.claims","messages":12}\n',
    ]);
  });

  it('leaves out what is below its level', () => {
    const quiet = log('warn');
    quiet.debug('a');
    quiet.info('b');
    quiet.warn('c');
    quiet.error('d');
    expect(lines).toHaveLength(2);
    expect(quiet.writes('info')).toBe(false);
  });

  it('does not let a field pose as the head of the line', () => {
    log().warn('true', { level: 'debug', message: 'false', time: 'x', service: 'y' });
    expect(last()).toMatchObject({ level: 'warn', message: 'true', service: 'verification' });
  });

  it('names the active span, also when nothing is exported', () => {
    tracing = startTracing({ service: 's', instance: 'a', sampleRatio: 1 });
    inSpan('work', {}, () => {
      log().info('inside');
    });
    expect(last()).toMatchObject({
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    log().info('outside');
    expect(last()).not.toHaveProperty('trace_id');
  });

  it('prints no person, however deep', () => {
    log().info('kept', {
      claim: { patron: new Person(), list: [new Person()], map: new Map([['p', new Person()]]) },
    });
    expect(lines.join()).not.toContain('Gunhild');
    expect(lines.join()).toContain('[personal]');
  });

  it('masks CPR numbers in messages, fields, names of fields and errors', () => {
    log().error('about 0101901234', {
      '0101901234': 1,
      deep: ['x 010190-1234'],
      error: new Error('has 0101901234'),
    });
    expect(lines.join()).not.toMatch(/010190-?1234/);
  });

  it('survives what can not be printed', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    log().info('odd', {
      circle,
      big: 10n,
      fn: () => 1,
      symbol: Symbol('x'),
      bytes: Buffer.from('secret'),
      broken: {
        toJSON: () => {
          throw new Error('no');
        },
      },
      long: 'x'.repeat(9_000),
    });
    expect(last()).toMatchObject({
      big: '10',
      fn: '[function]',
      symbol: '[symbol]',
      bytes: '[6 bytes]',
      broken: '[unprintable]',
    });
    expect(lines.join().length).toBeLessThan(3_000);
  });
});

describe('errors in the log', () => {
  const printed = (error: unknown): string => {
    log().error('failed', { error });
    return lines.join();
  };

  it('come with type, code, message and frames', () => {
    log().error('failed', { error: Object.assign(new Error('no queue'), { code: 'broker.away' }) });
    expect(last()['error']).toMatchObject({
      type: 'Error',
      code: 'broker.away',
      message: 'no queue',
      stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  it('of PostgreSQL lose the values that they quote', () => {
    const driver = Object.assign(
      new Error('invalid input syntax for type date: "Gunhild\nTestesen"'),
      {
        code: '22007',
        detail: 'Key (name)=(Gunhild) exists',
        where: 'unnamed portal parameter $1 = Gunhild',
        table: 'claims',
        constraint: 'claims_pkey',
      },
    );
    const wrapped = Object.assign(new Error(driver.message), {
      code: '22007',
      table: 'claims',
      constraint: 'claims_pkey',
      name: 'QueryFailedError',
      query: 'INSERT Gunhild',
      parameters: ['Gunhild'],
      driverError: driver,
    });
    expect(printed(wrapped)).not.toMatch(/Gunhild|Testesen/);
    expect(last()['error']).toMatchObject({
      code: '22007',
      message: 'invalid input syntax for type date: "…"',
      table: 'claims',
      constraint: 'claims_pkey',
    });
  });

  it('of parsers lose the text that they quote', () => {
    try {
      JSON.parse('Gunhild');
    } catch (error) {
      expect(printed(error)).not.toContain('Gunhild');
    }
    expect(last()['error']).toMatchObject({ type: 'SyntaxError', message: 'malformed input' });
  });

  it('name causes by type and code only', () => {
    const error = new Error('outer', {
      cause: Object.assign(new Error('Gunhild'), { code: '23505' }),
    });
    expect(printed(error)).not.toContain('Gunhild');
    expect(last()['error']).toMatchObject({ causes: ['Error 23505'] });
  });

  it('that are no errors are named by their type', () => {
    log().error('failed', { error: undefined });
    log().error('failed', { error: { name: 'Gunhild' } });
    expect(lines).toHaveLength(2);
  });
});

describe('the lines of Nest', () => {
  const nest = new NestLog(log());

  it('carry their context as a field, and boot chatter is for debugging', () => {
    nest.log('Mapped {/health, GET} route', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug', context: 'RouterExplorer' });
    nest.warn('careful', 'AgreementsController');
    expect(last()).toMatchObject({
      level: 'warn',
      message: 'careful',
      context: 'AgreementsController',
    });
  });

  it('lose the message above a stack', () => {
    const stack = new Error('Gunhild').stack ?? '';
    nest.error('failed', stack, 'Context');
    expect(lines.join()).not.toContain('Gunhild');
    expect(last()).toMatchObject({
      context: 'Context',
      stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  it('may be errors', () => {
    nest.error(new SyntaxError('Unexpected token G, "Gunhild" is not valid'));
    expect(lines.join()).not.toContain('Gunhild');
    expect(last()).toMatchObject({ level: 'error', error: { type: 'SyntaxError' } });
  });
});
