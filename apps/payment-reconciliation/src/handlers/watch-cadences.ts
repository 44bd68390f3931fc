import { Injectable } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { Clock, Temporal } from '@libs/kernel';
import { Metrics } from '@libs/observability';
import { Database } from '@libs/persistence';
import { silenceOf, usualCadenceHours, type Silence } from '../domain/cadence.js';
import { HeardStore } from '../persistence/heard-store.js';

/** A municipality's debtor system, and since when it has said nothing. */
export type DebtorSystemHeard = Silence & {
  readonly municipalityCode: string;
  readonly products: readonly string[];
  readonly lastHeardAt: string | undefined;
};

/** Watches whether debtor systems report as often as they are expected to (R50). */
@Injectable()
export class WatchCadences {
  constructor(
    private readonly agreements: Agreements,
    private readonly heard: HeardStore,
    private readonly database: Database,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge({
      name: 'debitorbro_debtor_system_silence_seconds',
      help: "How long nothing has been reported by a municipality's debtor system",
      labels: ['municipality'],
      collect: async (gauge) => {
        gauge.clear();
        for (const { municipalityCode, silentSeconds } of await this.all())
          gauge.set({ municipality: municipalityCode }, silentSeconds);
      },
    });
    metrics.gauge({
      name: 'debitorbro_debtor_system_cadence_seconds',
      help: "How often a municipality's debtor system is expected to report",
      labels: ['municipality'],
      collect: async (gauge) => {
        gauge.clear();
        for (const { municipalityCode, cadenceSeconds } of await this.all())
          gauge.set({ municipality: municipalityCode }, cadenceSeconds);
      },
    });
  }

  async all(): Promise<readonly DebtorSystemHeard[]> {
    const active = (await this.agreements.all(this.database)).filter(
      ({ settings }) => settings.active,
    );
    const byMunicipality = Map.groupBy(active, ({ settings }) => settings.municipalityCode);
    const heard = await this.heard.lastHeard(this.database, [...byMunicipality.keys()]);
    const now = this.clock.now();
    return heard.map(({ municipalityCode, lastHeardAt }) => {
      const versions = byMunicipality.get(municipalityCode) ?? [];
      const since = Temporal.Instant.from(lastHeardAt?.toISOString() ?? beganAt(versions));
      return {
        municipalityCode,
        products: [...new Set(versions.map(({ settings }) => settings.debtorSystem.product))],
        lastHeardAt: lastHeardAt?.toISOString(),
        ...silenceOf(since, now, versions.map(cadenceOf)),
      };
    });
  }
}

function beganAt(versions: readonly AgreementVersion[]): string {
  return versions.map(({ validFrom }) => validFrom).sort()[0] ?? '';
}

function cadenceOf({ settings }: AgreementVersion): number {
  return settings.debtorSystem.paymentsEveryHours ?? usualCadenceHours;
}
