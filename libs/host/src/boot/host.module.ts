import { Global, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { partsOf, type SettingsClass } from '@libs/config';
import { Log, Metrics } from '@libs/observability';
import { AccessGuard } from '../access/access-guard.js';
import { TokenVerifier } from '../access/token-verifier.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { OpenApiController } from '../openapi/openapi.controller.js';
import { InputPipe } from '../problem/input-pipe.js';
import { RequestObserver } from '../requests/request-observer.js';
import { OidcSettings, type ServiceSettings } from '../settings.js';
import { ServiceName } from './service-name.js';

export type Hosted = {
  readonly name: string;
  readonly module: Type | DynamicModule;
  readonly settingsClass: SettingsClass<ServiceSettings>;
  readonly settings: ServiceSettings;
  readonly log: Log;
  readonly metrics: Metrics;
};

/**
 * Understands what every service has around its own module: settings (each part under its own class, so that a lib can ask for
 * its part alone), log, metrics, health, the guard of all routes and the validation of what comes in.
 */
@Global()
@Module({})
export class HostModule {
  static around(hosted: Hosted): DynamicModule {
    const shared: Provider[] = [
      { provide: ServiceName, useValue: new ServiceName(hosted.name) },
      { provide: Log, useValue: hosted.log },
      { provide: Metrics, useValue: hosted.metrics },
      { provide: RequestObserver, useValue: new RequestObserver(hosted.log, hosted.metrics) },
      ...settingsProviders(hosted.settingsClass, hosted.settings),
      Readiness,
    ];
    return {
      module: HostModule,
      imports: [DiscoveryModule, hosted.module],
      controllers: [HealthController, OpenApiController],
      providers: [
        ...shared,
        {
          provide: TokenVerifier,
          useFactory: (oidc: OidcSettings) => new TokenVerifier(oidc),
          inject: [OidcSettings],
        },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: InputPipe },
      ],
      exports: shared,
    };
  }
}

function settingsProviders(of: SettingsClass, settings: object): Provider[] {
  const parts = partsOf(of).flatMap(({ member, of: part }) =>
    settingsProviders(part, Reflect.get(settings, member) as object),
  );
  return [{ provide: of, useValue: settings }, ...parts];
}
