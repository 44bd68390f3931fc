import { type Product, products, startDebtorSystems } from './index.js';

/** Ports by product from the environment, e.g. `KMD_OPUS_PORT=8101`; without one, a free port is taken. */
function portsFrom(environment: NodeJS.ProcessEnv): Partial<Record<Product, number>> {
  const set = products.flatMap((product) => {
    const port = environment[`${product.toUpperCase().replaceAll('-', '_')}_PORT`];
    return port === undefined ? [] : [[product, Number(port)] as const];
  });
  return Object.fromEntries(set);
}

const systems = await startDebtorSystems({
  host: process.env['HOST'] ?? '127.0.0.1',
  ports: portsFrom(process.env),
});
process.stdout.write(`${JSON.stringify(systems.urls)}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void systems.stop());
