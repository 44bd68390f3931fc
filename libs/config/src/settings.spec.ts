import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Matches } from 'class-validator';
import {
  BytesFromEnv,
  describeSettings,
  DurationFromEnv,
  FromEnv,
  loadSettings,
  Part,
  Secret,
  SecretFromEnv,
  SettingsFailure,
  settingsTable,
  type Environment,
} from './index.js';

class BrokerSettings {
  @SecretFromEnv('AMQP_URL', { what: 'Address of RabbitMQ', protocols: ['amqp', 'amqps'] })
  readonly url!: Secret;

  @FromEnv('AMQP_PREFETCH', { default: 300, min: 1, max: 2_000 })
  readonly prefetch!: number;
}

class BaseSettings {
  @FromEnv('HTTP_HOST', { what: 'Address to listen on' })
  readonly host!: string;
}

class ExampleSettings extends BaseSettings {
  @Part() readonly broker!: BrokerSettings;

  @FromEnv('HTTP_PORT', { default: 0, min: 0, max: 65_535 })
  readonly port!: number;

  @DurationFromEnv('HTTP_DRAIN_TIMEOUT_MS', { default: 10_000, min: 0, max: 60_000 })
  readonly drainTimeoutMs!: number;

  @BytesFromEnv('HTTP_BODY_MAX_BYTES', { default: 1_048_576, min: 1, max: 2_000_000 })
  readonly bodyMaxBytes!: number;

  @FromEnv('SAMPLE_RATIO', { default: 1, min: 0, max: 1, fraction: true })
  readonly sampleRatio!: number;

  @FromEnv('LOG_LEVEL', { oneOf: ['debug', 'info'], default: 'info' })
  readonly logLevel!: 'debug' | 'info';

  @FromEnv('TRACING', { default: true })
  readonly tracing!: boolean;

  @FromEnv('ISSUER', { protocols: ['https'], optional: true })
  readonly issuer?: string;

  @FromEnv('MUNICIPALITY', { optional: true })
  @Matches(/^\d{3}$/, { message: 'must be three digits' })
  readonly municipality?: string;
}

const whole: Environment = { AMQP_URL: 'amqp://guest:hunter2@localhost', HTTP_HOST: '127.0.0.1' };

function faultsOf(env: Environment, readFile?: (path: string) => string): Record<string, string> {
  try {
    loadSettings(ExampleSettings, env, readFile);
  } catch (error) {
    if (error instanceof SettingsFailure)
      return Object.fromEntries(error.faults.map(({ variable, wrong }) => [variable, wrong]));
    throw error;
  }
  return {};
}

describe('settings', () => {
  it('take defaults, inherited members and parts', () => {
    const settings = loadSettings(ExampleSettings, whole);
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 0,
      drainTimeoutMs: 10_000,
      logLevel: 'info',
      tracing: true,
    });
    expect(settings.issuer).toBeUndefined();
    expect(settings.broker).toBeInstanceOf(BrokerSettings);
    expect(settings.broker.url.expose()).toBe('amqp://guest:hunter2@localhost');
  });

  it('are read by the declared type', () => {
    const env = {
      ...whole,
      HTTP_PORT: ' 8080 ',
      SAMPLE_RATIO: '0.25',
      TRACING: 'false',
      MUNICIPALITY: '615',
      ISSUER: 'https://id.example',
    };
    expect(loadSettings(ExampleSettings, env)).toMatchObject({
      port: 8080,
      sampleRatio: 0.25,
      tracing: false,
      municipality: '615',
      issuer: 'https://id.example',
    });
  });

  it('name every faulty variable at once, also in parts', () => {
    const env = {
      HTTP_PORT: '99999',
      LOG_LEVEL: 'loud',
      TRACING: 'yes',
      AMQP_PREFETCH: '1.5',
      MUNICIPALITY: '61',
      ISSUER: 'http://x',
    };
    expect(faultsOf(env)).toEqual({
      AMQP_URL: 'is missing (Address of RabbitMQ)',
      AMQP_PREFETCH: 'must be a whole number from 1 to 2000, not 1.5',
      HTTP_HOST: 'is missing (Address to listen on)',
      HTTP_PORT: 'must be a whole number from 0 to 65535, not 99999',
      LOG_LEVEL: 'must be one of debug, info, not "loud"',
      TRACING: 'must be true or false, not "yes"',
      MUNICIPALITY: 'must be three digits, not "61"',
      ISSUER: 'must be an address that begins with https://, not "http://x"',
    });
  });

  it.each(['', 'abc', '1e3', '0x10', '12 34', 'NaN', 'Infinity', '--1', '9'.repeat(30)])(
    'refuse %j as a number, or take it as absent',
    (text) => {
      const faults = faultsOf({ ...whole, HTTP_PORT: text });
      expect(Object.keys(faults)).toEqual(text === '' ? [] : ['HTTP_PORT']);
    },
  );

  it('tell what to do', () => {
    expect(() => loadSettings(ExampleSettings, { HTTP_HOST: 'x', HTTP_PORT: 'no' })).toThrow(
      /AMQP_URL is missing .*Set it to an address that begins with amqp:\/\/ or amqps:\/\/, or AMQP_URL_FILE to a file[^]*HTTP_PORT .*leave it out for 0/,
    );
  });

  it('can not be changed afterwards', () => {
    expect(Object.isFrozen(loadSettings(ExampleSettings, whole).broker)).toBe(true);
  });
});

describe('secrets', () => {
  const settings = loadSettings(ExampleSettings, whole);

  it('are masked in every printing path', () => {
    const printed = [
      String(settings.broker.url),
      JSON.stringify(settings),
      inspect(settings, { depth: 9, showHidden: true }),
    ];
    for (const text of printed) expect(text).not.toContain('hunter2');
    expect(printed[1]).toContain('[secret]');
  });

  it('are not quoted when they are faulty', () => {
    expect(faultsOf({ ...whole, AMQP_URL: 'http://guest:hunter2@x' })).toEqual({
      AMQP_URL: 'must be an address that begins with amqp:// or amqps://',
    });
  });

  it('come from a file too', () => {
    const env = { HTTP_HOST: 'x', AMQP_URL_FILE: '/run/secrets/amqp' };
    const read = loadSettings(ExampleSettings, env, (path) =>
      path === '/run/secrets/amqp' ? 'amqp://a:b@c\n' : '',
    );
    expect(read.broker.url.expose()).toBe('amqp://a:b@c');
  });

  it.each([
    ['both ways', { ...whole, AMQP_URL_FILE: '/x' }, 'is set beside AMQP_URL'],
    ['an empty file', { HTTP_HOST: 'x', AMQP_URL_FILE: '/x' }, 'names an empty file, /x'],
    [
      'a file that is not there',
      { HTTP_HOST: 'x', AMQP_URL_FILE: '/gone' },
      "names a file that can't be read, /gone (ENOENT)",
    ],
  ])('refuse %s', (_, env, wrong) => {
    const readFile = (path: string): string => {
      if (path === '/gone') throw Object.assign(new Error('gone'), { code: 'ENOENT' });
      return '  \n';
    };
    expect(faultsOf(env, readFile)).toEqual({ AMQP_URL_FILE: wrong });
  });
});

describe('a declaration', () => {
  it('is refused when its default is out of range', () => {
    expect(() => {
      FromEnv('X', { default: 9, min: 0, max: 5 })({}, 'x');
    }).toThrow('The default of X must be a whole number from 0 to 5.');
  });

  it('is refused when a duration or size does not name its unit', () => {
    const range = { default: 1, min: 0, max: 5 };
    expect(() => {
      DurationFromEnv('TIMEOUT', range)({}, 'timeoutMs');
    }).toThrow('must end in the same unit');
    expect(() => {
      DurationFromEnv('TIMEOUT_MS', range)({}, 'timeoutSeconds');
    }).toThrow('must end in the same unit');
    expect(() => {
      BytesFromEnv('BODY_MAX', range)({}, 'bodyMax');
    }).toThrow('must end in the same unit');
  });

  it('is refused when its type says nothing', () => {
    expect(() => {
      FromEnv('X')({}, 'x');
    }).toThrow('a number needs "min" and "max"');
    expect(() => {
      Part()({}, 'x');
    }).toThrow('must have a settings class as its type');
  });
});

describe('the list of settings', () => {
  it('tells default, range and unit of each, parts first', () => {
    const list = describeSettings(ExampleSettings);
    expect(list.map(({ variable }) => variable).slice(0, 4)).toEqual([
      'AMQP_URL',
      'AMQP_PREFETCH',
      'HTTP_HOST',
      'HTTP_PORT',
    ]);
    expect(list).toContainEqual({
      variable: 'HTTP_DRAIN_TIMEOUT_MS',
      what: '',
      accepts: 'a whole number from 0 to 60000 (ms)',
      default: '10000',
      required: false,
      secret: false,
    });
  });

  it('is a table for the operator', () => {
    expect(settingsTable(BrokerSettings).split('\n')).toEqual([
      '| variable | what | accepts | default |',
      '|---|---|---|---|',
      '| `AMQP_URL` (secret, also `_FILE`) | Address of RabbitMQ | an address that begins with amqp:// or amqps:// | required |',
      '| `AMQP_PREFETCH` |  | a whole number from 1 to 2000 | 300 |',
    ]);
  });
});
