import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Log, Tracing } from '@libs/observability';
import { Readiness } from '../health/readiness.js';
import type { ServiceSettings } from '../settings.js';

type Draining = {
  readonly app: NestExpressApplication;
  readonly settings: ServiceSettings;
  readonly log: Log;
};

/** The rest of the traces is sent within this time or lost: nobody waits longer for them. */
const lastTracesMs = 3_000;

/**
 * Stops a service: it reports itself as not ready, takes nothing new, lets requests and batches end, and closes. Nest runs
 * `onModuleDestroy` first, then closes HTTP and the transport, then `onApplicationShutdown`: what work needs until the end, as a
 * database, is closed in the last.
 * @returns false if the deadline passed first; connections are then cut.
 */
export async function drain({ app, settings, log }: Draining, tracing: Tracing): Promise<boolean> {
  app.get(Readiness).phase = 'stopping';
  const done = await within(settings.http.drainTimeoutMs, closed(app, log));
  if (done !== true) {
    log.error('Not everything under way could end in time', {
      drainTimeoutMs: settings.http.drainTimeoutMs,
    });
    app.getHttpServer().closeAllConnections();
  }
  await within(lastTracesMs, tracing.stop());
  return done === true;
}

async function closed(app: NestExpressApplication, log: Log): Promise<boolean> {
  try {
    await app.close();
    return true;
  } catch (error) {
    log.error('Closing failed', { error });
    return false;
  }
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
