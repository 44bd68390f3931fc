import { Injectable } from '@nestjs/common';
import { Engine } from '@libs/messaging';
import { Metrics, sharedRead } from '@libs/observability';

const states = ['waiting', 'ready', 'retry', 'parked'] as const;

/** Tells, at each scrape, what the transport has not brought to its end yet, and whether it takes messages at all. */
@Injectable()
export class TransportFigures {
  constructor(engine: Engine, metrics: Metrics) {
    tellOutbox(engine, metrics);
    tellSetAside(engine, metrics);
    metrics.gauge({
      name: 'debitorbro_consumers_registered',
      help: 'Queues whose consumer is registered with the broker',
      collect: (gauge) => {
        gauge.set({}, engine.consumersCounted.registered);
      },
    });
    metrics.gauge({
      name: 'debitorbro_consumers_expected',
      help: 'Queues that the service takes messages from',
      collect: (gauge) => {
        gauge.set({}, engine.consumersCounted.expected);
      },
    });
  }
}

function tellOutbox(engine: Engine, metrics: Metrics): void {
  const backlog = sharedRead(() => engine.outboxBacklog());
  metrics.gauge({
    name: 'debitorbro_outbox_messages',
    help: 'Messages that are decided and that the broker has not confirmed yet, by all replicas',
    collect: async (gauge) => {
      gauge.set({}, (await backlog()).count);
    },
  });
  metrics.gauge({
    name: 'debitorbro_outbox_oldest_seconds',
    help: 'How long the oldest message of the outbox has waited for its confirmation; 0 when there is none',
    collect: async (gauge) => {
      gauge.set({}, (await backlog()).oldestMs / 1000);
    },
  });
}

function tellSetAside(engine: Engine, metrics: Metrics): void {
  const backlog = sharedRead(() => engine.setAsideBacklog());
  metrics.gauge({
    name: 'debitorbro_set_aside_messages',
    help: 'Messages that could not be applied yet, by what becomes of them and why, by all replicas',
    labels: ['state', 'reason'],
    collect: async (gauge) => {
      const rows = await backlog();
      gauge.clear();
      for (const { state, reason, count } of rows) gauge.set({ state, reason }, count);
    },
  });
  metrics.gauge({
    name: 'debitorbro_set_aside_oldest_seconds',
    help: 'How long the oldest message of a state has stood aside; 0 when there is none',
    labels: ['state'],
    collect: async (gauge) => {
      const rows = await backlog();
      for (const state of states) {
        const ages = rows.filter((row) => row.state === state).map(({ oldestMs }) => oldestMs);
        gauge.set({ state }, Math.max(0, ...ages) / 1000);
      }
    },
  });
}
