/**
 * Makes what `docker-compose.yml` reads from files: passwords, the addresses that hold them, and keys, each by chance. What is there
 * already stays, so that running it again after a new service came does no harm. Two folders are left empty: `serviceplatform`, since
 * the gateway's certificates come from elsewhere, and `alertmanagers`, for files that tell Prometheus whom to alert.
 *
 *   node deploy/docker/make-secrets.mjs [FOLDER]
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../local/prepare/place.mjs';

const [, , folder = join(root, '.local', 'docker')] = process.argv;
const services = [
  'claim-intake',
  'verification',
  'receivable-mapper',
  'serviceplatform-gateway',
  'payment-reconciliation',
];

mkdirSync(folder, { recursive: true, mode: 0o700 });
for (const empty of ['serviceplatform', 'alertmanagers'])
  mkdirSync(join(folder, empty), { recursive: true, mode: 0o755 });
once('postgres-password', word);
once('grafana-password', word);
const broker = once('rabbitmq-password', word);
once('rabbitmq.conf', () => `default_user = debitorbro\ndefault_pass = ${broker}\n`);
once('amqp-url', () => `amqp://debitorbro:${broker}@rabbitmq:5672/debitorbro?heartbeat=5`);
once('management-url', () => `http://debitorbro:${broker}@rabbitmq:15672`);
once('sealing-keys', () => keySet({ alg: 'A256GCM', use: 'enc' }));
once('hash-keys', () => keySet({ alg: 'HS256', use: 'sig' }));
for (const service of services) {
  const name = service.replaceAll('-', '_');
  const password = once(`${service}.database-password`, word);
  once(`${service}.database-url`, () => `postgres://${name}:${password}@postgres:5432/${name}`);
}
process.stdout.write(`The secrets of docker-compose.yml are in ${folder}\n`);

/** Containers read them as users of their own, so the files are open to all; the folder is not. */
function once(name, make) {
  const file = join(folder, name);
  try {
    writeFileSync(file, make(), { flag: 'wx', mode: 0o444 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}

function word() {
  return randomBytes(24).toString('base64url');
}

function keySet(purpose) {
  const key = {
    kty: 'oct',
    kid: word().slice(0, 8),
    ...purpose,
    k: randomBytes(32).toString('base64url'),
  };
  return `${JSON.stringify({ keys: [key] }, undefined, 2)}\n`;
}
