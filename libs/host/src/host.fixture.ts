import type { Type } from '@nestjs/common';
import { startService, ServiceSettings, type RunningService } from './index.js';
import type { TracingOptions } from '@libs/observability';

export type Hosted = { readonly service: RunningService; readonly lines: string[] };

/** A running service on a free loopback port; its log goes to `lines`. */
export async function host(
  module: Type,
  env: Readonly<Record<string, string>>,
  spans?: NonNullable<TracingOptions['exporter']>,
): Promise<Hosted> {
  const lines: string[] = [];
  const service = await startService({
    name: 'things',
    module,
    settings: ServiceSettings,
    env: {
      HTTP_HOST: '127.0.0.1',
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_AUDIENCE: 'debitorbro',
      LOG_LEVEL: 'debug',
      SERVICE_INSTANCE: 'a',
      ...env,
    },
    writeLog: (line) => lines.push(line),
    ...(spans === undefined ? {} : { spans }),
  });
  return { service, lines };
}
