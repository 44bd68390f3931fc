import { Injectable } from '@nestjs/common';
import { Metrics, sharedRead } from '@libs/observability';
import { Database } from '@libs/persistence';
import { LaneStore } from '../persistence/lane-store.js';
import { StatementStore } from '../persistence/statement-store.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';
import { laneStates } from './lane-traffic.js';

/** Tells, at each scrape, what waits in each lane and how each lane stands (R55). */
@Injectable()
export class WatchLanes {
  constructor(
    lanes: LaneStore,
    statements: StatementStore,
    dispatch: DispatchDeliveries,
    database: Database,
    metrics: Metrics,
  ) {
    const backlog = sharedRead(() => lanes.backlog(database));
    metrics.gauge({
      name: 'debitorbro_lane_backlog_messages',
      help: 'Messages to a municipality that wait or are being sent',
      labels: ['municipality'],
      collect: async (gauge) => {
        gauge.clear();
        for (const { municipalityCode, waiting } of await backlog())
          gauge.set({ municipality: municipalityCode }, waiting);
      },
    });
    metrics.gauge({
      name: 'debitorbro_lane_backlog_oldest_seconds',
      help: 'How long the oldest message to a municipality has waited',
      labels: ['municipality'],
      collect: async (gauge) => {
        gauge.clear();
        for (const { municipalityCode, oldestAt } of await backlog())
          gauge.set(
            { municipality: municipalityCode },
            Math.max(0, Date.now() - Date.parse(oldestAt)) / 1000,
          );
      },
    });
    metrics.gauge({
      name: 'debitorbro_statements_open',
      help: "Statements of a municipality's debtor system that are being read",
      labels: ['municipality'],
      collect: async (gauge) => {
        gauge.clear();
        for (const { municipalityCode, open } of await statements.open(database))
          gauge.set({ municipality: municipalityCode }, open);
      },
    });
    metrics.gauge({
      name: 'debitorbro_lane_state',
      help: 'Whether a lane is in a state (1) or not (0), as this replica finds it: open, paused because the other end does not answer, or in a planned window',
      labels: ['municipality', 'state'],
      collect: (gauge) => {
        for (const municipality of dispatch.known()) {
          const now = dispatch.standingOf(municipality).state;
          for (const state of laneStates) gauge.set({ municipality, state }, state === now ? 1 : 0);
        }
      },
    });
  }
}
