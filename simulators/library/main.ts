import { readFileSync } from 'node:fs';
import { startLibrary } from './index.js';

/** The library on its own: HOST, PORT, and AMQP_URL or AMQP_URL_FILE. */
const { env } = process;
const amqpUrl = env['AMQP_URL'] ?? readFileSync(env['AMQP_URL_FILE'] ?? '', 'utf8').trim();

const library = await startLibrary({
  host: env['HOST'] ?? '127.0.0.1',
  port: Number(env['PORT'] ?? 0),
  amqpUrl,
});
process.stdout.write(`${library.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void library.stop());
