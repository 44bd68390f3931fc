import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { BrokerManagement } from './broker-management.js';

/**
 * Makes a virtual host and puts `definitions.json` in force there; doing it again changes nothing.
 *
 *   RABBITMQ_MANAGEMENT_URL or RABBITMQ_MANAGEMENT_URL_FILE    the management plugin, with name and password of an administrator
 *   RABBITMQ_VHOST                                             `debitorbro` when left out
 */
const { env } = process;
const url =
  env['RABBITMQ_MANAGEMENT_URL'] ??
  readFileSync(env['RABBITMQ_MANAGEMENT_URL_FILE'] ?? '/run/secrets/management-url', 'utf8').trim();
const vhost = env['RABBITMQ_VHOST'] ?? 'debitorbro';
const triesMax = 60;
const pauseMs = 1_000;

const management = new BrokerManagement(url);
for (let tries = 1; ; tries += 1) {
  try {
    await management.answers();
    break;
  } catch (error) {
    if (tries >= triesMax) throw error;
    await pause(pauseMs);
  }
}
await management.openVhost(vhost);
process.stdout.write(`RabbitMQ: the definitions are in force in "${vhost}"\n`);
