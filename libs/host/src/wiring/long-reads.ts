import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database, DatabaseSettings, type Tx } from '@libs/persistence';
import { ServiceName } from '../boot/service-name.js';

const minuteMs = 60_000;
/** One statement of a comparison sorts or joins a whole municipality. */
const statementTimeoutMs = 15 * minuteMs;

/** Understands reads that take minutes: connections of their own, so that no message waits for one, and a patience of their own. */
@Injectable()
export class LongReads implements OnApplicationShutdown {
  private opened: Promise<Database> | undefined;

  constructor(
    private readonly settings: DatabaseSettings,
    private readonly service: ServiceName,
  ) {}

  async transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return (await this.database()).transaction(work);
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.opened)?.close();
  }

  private database(): Promise<Database> {
    const { url, connectTimeoutMs } = this.settings;
    this.opened ??= Database.open({
      url: url.expose(),
      applicationName: `${this.service.name} long reads`,
      migrations: [],
      connectionsMax: 2,
      connectTimeoutMs,
      statementTimeoutMs,
    });
    return this.opened.catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
  }
}
