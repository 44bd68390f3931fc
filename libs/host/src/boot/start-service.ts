import { NestFactory, DiscoveryService, Reflector } from '@nestjs/core';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadSettings, type Environment, type SettingsClass } from '@libs/config';
import {
  instanceName,
  Log,
  Metrics,
  NestLog,
  startTracing,
  tracingOptions,
  type Tracing,
  type TracingOptions,
} from '@libs/observability';
import { Readiness } from '../health/readiness.js';
import { routesOf } from '../openapi/routes.js';
import { refuseDeepJson } from '../problem/json-depth.js';
import { ProblemFilter } from '../problem/problem-filter.js';
import { refuseUnreadableRequests } from '../problem/unreadable-requests.js';
import { observeRequests } from '../requests/observe-requests.js';
import { RequestObserver } from '../requests/request-observer.js';
import type { HttpSettings, ServiceSettings } from '../settings.js';
import { drain } from './drain.js';
import { HostModule } from './host.module.js';
import { refuseUnmarkedRoutes } from './refuse-unmarked-routes.js';
import { TRANSPORT_STRATEGY } from './transport.js';

export type ServiceOptions<Settings extends ServiceSettings = ServiceSettings> = {
  /** As the folder in `apps/` has it. */
  readonly name: string;
  readonly module: Type | DynamicModule;
  readonly settings: SettingsClass<Settings>;
  readonly env: Environment;
  /** Takes the log's lines instead of standard output. */
  readonly writeLog?: (line: string) => void;
  /** Takes every span as it ends; tests only. */
  readonly spans?: NonNullable<TracingOptions['exporter']>;
};

export type RunningService<Settings extends ServiceSettings = ServiceSettings> = {
  readonly name: string;
  readonly url: string;
  readonly app: INestApplication;
  readonly settings: Settings;
  readonly log: Log;
  /** Stops accepting, lets what is under way end, and closes everything; false if the time for that ran out. Repeated calls wait for the first. */
  stop(): Promise<boolean>;
};

/**
 * Starts a service in this process: settings, tracing, Nest, HTTP, then the transport of messages. Several may run side by side;
 * they share only OpenTelemetry's provider and Nest's static logger.
 * @throws SettingsFailure before anything listens; otherwise whatever kept it from starting, after closing what was open.
 */
export async function startService<Settings extends ServiceSettings>(
  options: ServiceOptions<Settings>,
): Promise<RunningService<Settings>> {
  const settings = loadSettings(options.settings, options.env);
  const instance = instanceName(settings.instance);
  const log = Log.to({
    service: options.name,
    instance,
    level: settings.log.level,
    ...(options.writeLog === undefined ? {} : { write: options.writeLog }),
  });
  const tracing = startTracing({
    ...tracingOptions(settings.tracing, options.name, instance),
    ...(options.spans === undefined ? {} : { exporter: options.spans }),
  });
  const metrics = new Metrics({ service: options.name, instance });
  const hosted = HostModule.around({
    name: options.name,
    module: options.module,
    settingsClass: options.settings,
    settings,
    log,
    metrics,
  });
  let app: NestExpressApplication | undefined;
  try {
    app = await NestFactory.create<NestExpressApplication>(hosted, {
      logger: new NestLog(log),
      bodyParser: false,
      abortOnError: false,
    });
    await open(app, settings.http, log);
    return await running({ name: options.name, app, settings, log }, tracing);
  } catch (error) {
    await app?.close().catch(() => undefined);
    await tracing.stop();
    throw error;
  }
}

async function open(app: NestExpressApplication, http: HttpSettings, log: Log): Promise<void> {
  app.useSecurityHeaders();
  app.use(observeRequests(app.get(RequestObserver)));
  app.useBodyParser('json', jsonParser(http.bodyMaxBytes));
  app.useGlobalFilters(new ProblemFilter(log)); // the last one registered is asked first
  connectTransport(app);
  await app.init();
  refuseUnmarkedRoutes(routesOf(app.get(DiscoveryService), app.get(Reflector)));
  app.getHttpServer().requestTimeout = http.requestTimeoutMs;
  refuseUnreadableRequests(app.getHttpServer());
  await app.listen(http.port, http.host);
  await app.startAllMicroservices();
  app.get(Readiness).phase = 'running';
}

function connectTransport(app: NestExpressApplication): void {
  const strategies = app
    .get(DiscoveryService)
    .getProviders()
    .filter(({ token }) => token === TRANSPORT_STRATEGY)
    .map(({ instance }) => instance as CustomTransportStrategy);
  for (const strategy of new Set(strategies))
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
}

/** Options of Express's JSON parser; Nest's own type lacks `verify`. */
function jsonParser(limit: number): { readonly limit: number } {
  const parser = {
    limit,
    type: ['application/json', 'application/*+json'],
    verify: (_request: unknown, _response: unknown, body: Uint8Array): void => {
      refuseDeepJson(body);
    },
  };
  return parser;
}

function running<Settings extends ServiceSettings>(
  service: {
    readonly name: string;
    readonly app: NestExpressApplication;
    readonly settings: Settings;
    readonly log: Log;
  },
  tracing: Tracing,
): Promise<RunningService<Settings>> {
  let stopped: Promise<boolean> | undefined;
  return service.app.getUrl().then((url) => {
    service.log.info('Listening', { url });
    const stop = (): Promise<boolean> => (stopped ??= drain(service, tracing));
    return { ...service, url, stop };
  });
}
