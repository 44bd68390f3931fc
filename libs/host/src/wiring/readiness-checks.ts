import { Injectable } from '@nestjs/common';
import { Engine } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { ReadinessCheck, type CheckResult } from '../health/readiness.js';

@Injectable()
export class DatabaseReady extends ReadinessCheck {
  override readonly name = 'database';

  constructor(private readonly database: Database) {
    super();
  }

  override async check(): Promise<CheckResult> {
    await this.database.query('SELECT 1');
    return { ready: true };
  }
}

/** Ready means that every consumer is registered with the broker, not that a socket is open. */
@Injectable()
export class ConsumersReady extends ReadinessCheck {
  override readonly name = 'consumers';

  constructor(private readonly engine: Engine) {
    super();
  }

  override check(): Promise<CheckResult> {
    return Promise.resolve(
      this.engine.ready
        ? { ready: true }
        : { ready: false, why: 'not every consumer is registered with the broker' },
    );
  }
}
