import { writeSync, openSync } from 'node:fs';
import { Publisher } from '../../../libs/messaging/src/broker/publisher.js';
import { Door } from '../../../libs/messaging/src/door/door.js';
import { Passage } from '../../../libs/messaging/src/door/passage.js';
import { Engine } from '../../../libs/messaging/src/engine.js';
import { isOrder, type Point } from './points.js';
import { wrap } from './wrap.js';

/** The messages of a batch, and what else a method is told. */
type Batched = [arrivals: readonly unknown[], ...others: unknown[]];

/** Understands where this process is to die: at the point that it was told last, and nowhere else. */
export class DeadlyPoints {
  private dieAt: Point | undefined;
  private readonly hits: number;

  constructor(hitsFile: string) {
    this.hits = openSync(hitsFile, 'a', 0o600);
    process.on('message', (message) => {
      if (isOrder(message)) this.dieAt = message.dieAt;
    });
  }

  /** Whoever comes here under an order to die goes no further: the file is written, then the kernel ends the process. */
  pass(point: Point): void {
    if (this.dieAt !== point) return;
    writeSync(this.hits, `${point}\n`);
    process.kill(process.pid, 'SIGKILL');
  }

  mark(): void {
    wrap<Batched, Promise<unknown>>(Passage, 'run', async (run, args) => {
      const passed = await run(...args);
      if (args[0].length > 0) this.pass('before-commit');
      return passed;
    });
    wrap<Batched, Promise<{ kind: string }>>(Door, 'attempt', async (attempt, args) => {
      const ended = await attempt(...args);
      if (args[0].length > 0 && ended.kind === 'passed') this.pass('after-commit');
      return ended;
    });
    wrap<[readonly unknown[]], Promise<string[]>>(Publisher, 'publish', async (publish, [all]) => {
      if (all.length > 0) this.pass('before-publish');
      const confirmed = await publish(all);
      if (confirmed.length > 0) this.pass('after-publish');
      return confirmed;
    });
    wrap<[string, readonly unknown[]], Promise<void>>(Engine, 'handle', async (handle, args) => {
      await handle(...args);
      this.pass('before-ack');
    });
  }
}
