import { Stack, type RunsServices } from '../../deploy/local/stack/stack.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { Observers } from '../observing/observers.js';
import { agree } from './agreements.js';
import type { Surroundings } from './surroundings.js';
import type { OpenWay } from './way.js';

const nothingToTell = (): void => undefined;

export type OursOptions = {
  readonly isObserved: boolean;
  /** Who runs the services, where they are not just started and stopped. */
  readonly services?: RunsServices;
  /** Keeps several of ours apart that stand at the same time. */
  readonly place?: string;
};

export type OpenOurs = OpenWay & { readonly stack: StackFile };

/** The real services: all rules, sealing; traces exported and figures scraped, unless they are left out. */
export async function openOurs(
  around: Surroundings,
  { isObserved, services, place = 'ours' }: OursOptions,
): Promise<OpenOurs> {
  const folder = await around.folderFor(place);
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
