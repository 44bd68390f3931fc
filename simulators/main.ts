import { startDebtorSystems } from './debtor-systems/index.js';
import { readEnvironment } from './environment.js';
import { startIdentityProvider } from './identity-provider/index.js';
import { startLibrary } from './library/index.js';
import { startTogether } from './start-together.js';

const { host, amqpUrl, operatorSecret, audience } = readEnvironment(process.env);

const simulators = await startTogether([
  async () => {
    const provider = await startIdentityProvider({ host, operatorSecret, audience });
    return { urls: { 'identity-provider': provider.issuer }, stop: () => provider.stop() };
  },
  () => startDebtorSystems({ host }),
  async () => {
    const library = await startLibrary({ host, amqpUrl });
    return { urls: { library: library.url }, stop: () => library.stop() };
  },
]);

let asked = false;

/** A second signal does not wait. */
function leave(): void {
  if (asked) process.exit(1);
  asked = true;
  simulators.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(
        `simulators: ${error instanceof Error ? error.message : 'stopping failed'}\n`,
      );
      process.exit(1);
    },
  );
}

process.on('SIGTERM', leave).on('SIGINT', leave).once('disconnect', leave);
process.send?.({ listening: simulators.urls });
