import { SettingsFailure } from '@libs/config';
import { Log, printError } from '@libs/observability';
import type { ServiceSettings } from '../settings.js';
import { startService, type RunningService, type ServiceOptions } from './start-service.js';

/** Exit codes: settings are the operator's to mend (sysexits' EX_CONFIG), everything else is told by the log. */
export const exitCodes = { done: 0, failed: 1, settings: 78 } as const;

/** A service that was told to stop before it had started may take this long to do so. */
const startingGraceMs = 2_000;

/** What of Node's `process` a service's life needs. */
export type OwnProcess = {
  on(
    event: 'SIGTERM' | 'SIGINT' | 'disconnect' | 'uncaughtException',
    listener: (met: unknown) => void,
  ): unknown;
  exit(code: number): void;
  readonly send?: ((message: object) => unknown) | undefined;
  readonly stderr: { write(text: string): unknown };
};

/**
 * The whole life of a service's process: starts it, tells the parent process (if there is one) where it listens, and on SIGTERM,
 * SIGINT or the parent's end drains and exits with 0 (1 if the drain ran out of time). A second signal exits at once.
 */
export async function runService<Settings extends ServiceSettings>(
  options: ServiceOptions<Settings>,
  own: OwnProcess = process,
): Promise<void> {
  const life = new Life(options.name, own);
  try {
    await life.goOn(await startService(options));
  } catch (error) {
    life.fail(error);
  }
}

/** Understands when a process ends, and with which code. */
class Life {
  private service: RunningService | undefined;
  private asked = false;

  constructor(
    private readonly name: string,
    private readonly own: OwnProcess,
  ) {
    const stop = (): void => {
      if (this.asked) own.exit(exitCodes.failed);
      else this.stop();
    };
    own.on('SIGTERM', stop);
    own.on('SIGINT', stop);
    own.on('disconnect', stop);
    own.on('uncaughtException', (error) => {
      this.fail(error);
    }); // rejections that nobody handles arrive here too
  }

  async goOn(service: RunningService): Promise<void> {
    this.service = service;
    if (this.asked) await this.leave(service);
    else this.own.send?.({ listening: { [this.name]: service.url } });
  }

  fail(error: unknown): void {
    if (error instanceof SettingsFailure) {
      this.own.stderr.write(`${this.name}: ${error.message}\n`);
      this.own.exit(exitCodes.settings);
      return;
    }
    this.logOfLast().fatal('The service can not go on', { error });
    this.own.stderr.write(`${this.name}: ${printError(error).message}\n`);
    this.own.exit(exitCodes.failed);
  }

  /** A service that is still starting is stopped as soon as it has, unless that takes long, e.g. because the broker is away: it then has nothing under way. */
  private stop(): void {
    this.asked = true;
    if (this.service !== undefined) void this.leave(this.service);
    else
      setTimeout(() => {
        if (this.service === undefined) this.own.exit(exitCodes.done);
      }, startingGraceMs).unref();
  }

  private async leave(service: RunningService): Promise<void> {
    const drained = await service.stop();
    this.own.exit(drained ? exitCodes.done : exitCodes.failed);
  }

  private logOfLast(): Log {
    return (
      this.service?.log ?? Log.to({ service: this.name, instance: 'starting', level: 'fatal' })
    );
  }
}
