import { DebtorSystem } from './debtor-system.js';
import { type Product, products } from './products.js';
import type { ReportsWith } from './reporter.js';
import { type Guard, type Listening, serve } from './server.js';

export { type Product, products } from './products.js';

export { ContextGatekeeper, TokenGatekeeper } from './gatekeeper.js';
export { ReportSigner } from './report-signer.js';
export type { Guard } from './server.js';

export type DebtorSystems = {
  readonly urls: Readonly<Record<Product, string>>;
  /** Where their controls are: at `urls` too, unless they are guarded. */
  readonly controls: Readonly<Record<Product, string>>;
  stop(): Promise<void>;
};

/**
 * Starts the four debtor systems, each on its own port (0, the default, takes a free one). Their urls are what goes into
 * an agreement as the debtor system's endpoint; `/control/…` under them is for tests.
 */
export async function startDebtorSystems(where: {
  readonly host: string;
  readonly ports?: Partial<Readonly<Record<Product, number>>>;
  /** Without it, they are called by plain HTTP. */
  readonly guard?: Guard;
  /** How they report over TLS. */
  readonly reportsWith?: ReportsWith;
}): Promise<DebtorSystems> {
  const started = new Map<Product, Listening>();
  try {
    for (const product of products) {
      started.set(
        product,
        await serve(
          new DebtorSystem(product, where.reportsWith),
          where.host,
          where.ports?.[product] ?? 0,
          where.guard,
        ),
      );
    }
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  return {
    urls: addressesIn(started, ({ url }) => url),
    controls: addressesIn(started, ({ controls }) => controls),
    stop: () => stopAll(started),
  };
}

function addressesIn(
  started: ReadonlyMap<Product, Listening>,
  address: (of: Listening) => string,
): Readonly<Record<Product, string>> {
  const entries = [...started].map(([product, listening]) => [product, address(listening)]);
  return Object.fromEntries(entries) as Record<Product, string>;
}

async function stopAll(started: ReadonlyMap<Product, Listening>): Promise<void> {
  await Promise.all([...started.values()].map((listening) => listening.stop()));
}
