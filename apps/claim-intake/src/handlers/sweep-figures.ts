import { Injectable } from '@nestjs/common';
import { Metrics } from '@libs/observability';
import { SweepWindow } from './sweep-window.js';

/** Tells, at each scrape, how a sweep gets on and what holds it back. */
@Injectable()
export class SweepFigures {
  constructor(window: SweepWindow, metrics: Metrics) {
    metrics.gauge({
      name: 'debitorbro_sweep_unfinished_claims',
      help: 'Swept claims that have gone on and have no end yet, by this replica',
      collect: (gauge) => {
        gauge.set({}, window.unfinished);
      },
    });
    metrics.gauge({
      name: 'debitorbro_sweep_window_claims',
      help: 'How many swept claims may be unfinished now: few while the library tells of something new',
      collect: (gauge) => {
        gauge.set({}, window.widthNow);
      },
    });
  }
}
