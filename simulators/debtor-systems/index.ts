import { DebtorSystem } from './debtor-system.js';
import { type Product, products } from './products.js';
import { type Listening, serve } from './server.js';

export { type Product, products } from './products.js';

export type DebtorSystems = {
  readonly urls: Readonly<Record<Product, string>>;
  stop(): Promise<void>;
};

/**
 * Starts the four debtor systems, each on its own port (0, the default, takes a free one). Their urls are what goes into
 * an agreement as the debtor system's endpoint; `/control/…` under them is for tests.
 */
export async function startDebtorSystems(where: {
  readonly host: string;
  readonly ports?: Partial<Readonly<Record<Product, number>>>;
}): Promise<DebtorSystems> {
  const started = new Map<Product, Listening>();
  try {
    for (const product of products) {
      started.set(
        product,
        await serve(new DebtorSystem(product), where.host, where.ports?.[product] ?? 0),
      );
    }
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  const urls = Object.fromEntries(
    [...started].map(([product, { url }]) => [product, url]),
  ) as Record<Product, string>;
  return { urls, stop: () => stopAll(started) };
}

async function stopAll(started: ReadonlyMap<Product, Listening>): Promise<void> {
  await Promise.all([...started.values()].map((listening) => listening.stop()));
}
