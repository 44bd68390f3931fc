import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { errorKind } from '@libs/observability';
import { HttpSettings } from '../settings.js';

/** Whether one thing that the service needs is there; `why` names what is missing, without personal data or addresses with passwords. */
export type CheckResult = { readonly ready: boolean; readonly why?: string };

/** Something that must be well before the service takes work, e.g. its database, or its consumers being registered. Every provider of this class is asked. */
export abstract class ReadinessCheck {
  abstract readonly name: string;
  abstract check(): Promise<CheckResult>;
}

/** Where the service is in its life; only a running one takes work. */
export type Phase = 'starting' | 'running' | 'stopping';

export type ReadinessReport = {
  readonly ready: boolean;
  readonly phase: Phase;
  readonly checks: readonly ({ readonly name: string } & CheckResult)[];
};

/** Understands whether the service should be given work. */
@Injectable()
export class Readiness {
  phase: Phase = 'starting';
  private checks: readonly ReadinessCheck[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly settings: HttpSettings,
  ) {}

  async report(): Promise<ReadinessReport> {
    this.checks ??= this.found();
    const checks = await Promise.all(
      this.checks.map(async (check) => ({ name: check.name, ...(await this.ask(check)) })),
    );
    return {
      ready: this.phase === 'running' && checks.every(({ ready }) => ready),
      phase: this.phase,
      checks,
    };
  }

  private found(): readonly ReadinessCheck[] {
    const instances = this.discovery
      .getProviders()
      .map(({ instance }: { instance?: unknown }) => instance);
    return [...new Set(instances.filter((instance) => instance instanceof ReadinessCheck))];
  }

  private async ask(check: ReadinessCheck): Promise<CheckResult> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<CheckResult>((resolve) => {
      timer = setTimeout(resolve, this.settings.readyCheckTimeoutMs, {
        ready: false,
        why: 'no answer in time',
      });
    });
    try {
      return await Promise.race([check.check(), late]);
    } catch (error) {
      return { ready: false, why: errorKind(error) };
    } finally {
      clearTimeout(timer);
    }
  }
}
