import { join } from 'node:path';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { until } from '../../deploy/local/run/until.js';
import { NodeChild } from '../../deploy/local/stack/node-child.js';
import type { Observed } from '../ways/way.js';

const scrapeEveryMs = 5_000;
const answerWithinMs = 5_000;
const graceMs = 2_000;
/** A small run ends before the services send their first spans. */
const firstSpansWithinMs = 20_000;

/** Who looks at the services while they work, as in production: a receiver of their traces, and one who scrapes their figures. */
export class Observers {
  private scrapes = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly receiver: NodeChild,
    readonly otlpEndpoint: string,
  ) {}

  static async open(
    folder: RunFolder,
    compiled: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<Observers> {
    const entry = join(compiled, 'bench', 'observing', 'main.js');
    const receiver = NodeChild.start(folder, { name: 'receiver of traces', entry, env });
    const { traces = '' } = await receiver.listening;
    return new Observers(receiver, traces);
  }

  /** @param services their addresses by name */
  scrape(services: Readonly<Record<string, string>>): void {
    this.timer = setInterval(() => {
      for (const url of Object.values(services)) void this.look(url);
    }, scrapeEveryMs);
  }

  /** @throws Error when nothing has come: then nobody looked */
  observed(): Promise<Observed> {
    return until('The first spans', firstSpansWithinMs, async () => {
      const answer = await fetch(this.otlpEndpoint);
      const { spans } = (await answer.json()) as { spans: number };
      if (spans === 0) throw new Error('The receiver of traces has heard nothing.');
      return { spans, scrapes: this.scrapes };
    });
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.receiver.child.stop(graceMs);
  }

  /** A service too busy to answer is looked at the next time, as a scraper would. */
  private async look(url: string): Promise<void> {
    try {
      const signal = AbortSignal.timeout(answerWithinMs);
      const answer = await fetch(`${url}/metrics`, { signal });
      await answer.arrayBuffer();
      if (answer.ok) this.scrapes += 1;
    } catch {
      return;
    }
  }
}
