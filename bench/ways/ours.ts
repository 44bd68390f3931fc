import { Stack, type RunsServices } from '../../deploy/local/stack/stack.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { benchAgencies, benchAgreement, benchProducts } from '../measuring/plain-fees.js';
import { Observers } from '../observing/observers.js';
import type { Surroundings } from './surroundings.js';
import type { OpenWay } from './way.js';

const nothingToTell = (): void => undefined;

/** The real services: all rules, sealing; traces exported and figures scraped, unless they are left out. */
export async function openOurs(
  around: Surroundings,
  { isObserved, services }: { readonly isObserved: boolean; readonly services?: RunsServices },
): Promise<OpenWay> {
  const folder = await around.folderFor('ours');
  const { compiled } = around;
  const observers = isObserved ? await Observers.open(folder, compiled, around.env) : undefined;
  const env = { ...around.env, OTEL_EXPORTER_OTLP_ENDPOINT: observers?.otlpEndpoint };
  const told = { folder, compiled, env, tell: nothingToTell };
  const stack = new Stack({ ...told, ...(services && { services }) });
  const close = async (): Promise<void> => {
    await stack.close();
    await observers?.close();
    await folder.release();
  };
  try {
    const where = await stack.open();
    await agree(where);
    observers?.scrape(where.services);
    return {
      amqpUrl: where.amqpUrl,
      stack: where,
      failed: () => stack.failed(),
      costs: () => around.costs(folder),
      ...(observers && { observed: () => observers.observed() }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function agree({ services, simulators, token }: StackFile): Promise<void> {
  for (const [place, agencyId] of benchAgencies.entries()) {
    const endpoint = simulators[benchProducts[place] ?? ''] ?? '';
    const answer = await fetch(`${services['claim-intake'] ?? ''}/agreements/${agencyId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(benchAgreement(place, endpoint)),
    });
    if (!answer.ok)
      throw new Error(`The agreement of ${agencyId} was not taken: ${await answer.text()}`);
  }
}
