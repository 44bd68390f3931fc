import { compile } from '../../deploy/local/prepare/compile.mjs';
import { root } from '../../deploy/local/prepare/place.mjs';

/** Before the first spec that needs servers: compiles what has changed, and starts them. Unit tests alone never come here. */
export default async function start() {
  const startedAt = performance.now();
  await compile();
  const { startTestServers } = await import('../../dist/deploy/local/test-servers.js');
  globalThis.testServers = await startTestServers(root, (text) =>
    process.stdout.write(`servers    ${text}\n`),
  );
  process.stdout.write(
    `servers    RabbitMQ and PostgreSQL are up (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`,
  );
}
