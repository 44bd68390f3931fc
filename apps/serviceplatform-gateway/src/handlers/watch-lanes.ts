import { Injectable } from '@nestjs/common';
import { Metrics } from '@libs/observability';
import { Database } from '@libs/persistence';
import { LaneStore } from '../persistence/lane-store.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';

/** Tells, at each scrape, what waits in each lane and which lanes are paused (R55). */
@Injectable()
export class WatchLanes {
  constructor(
    lanes: LaneStore,
    dispatch: DispatchDeliveries,
    database: Database,
    metrics: Metrics,
  ) {
    metrics.gauge({
      name: 'debitorbro_lane_backlog_messages',
      help: 'Messages to a municipality that wait or are being sent',
      labels: ['municipality'],
      collect: async (gauge) => {
        gauge.clear();
        for (const { municipalityCode, waiting } of await lanes.backlog(database))
          gauge.set({ municipality: municipalityCode }, waiting);
      },
    });
    metrics.gauge({
      name: 'debitorbro_lane_paused',
      help: 'Whether this replica has paused the lane because the other end does not answer (1), or not (0)',
      labels: ['municipality'],
      collect: (gauge) => {
        for (const municipality of dispatch.known())
          gauge.set(
            { municipality },
            dispatch.standingOf(municipality).circuit.kind === 'closed' ? 0 : 1,
          );
      },
    });
  }
}
