import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ServiceSettings } from '../settings.js';
import { ThingsModule } from '../things.fixture.js';
import { runService, type OwnProcess } from './run-service.js';

/** A process that remembers what it was told instead of ending. */
class ProcessFixture extends EventEmitter implements OwnProcess {
  readonly told: object[] = [];
  readonly errors: string[] = [];
  readonly exited: Promise<number>;
  readonly stderr = { write: (text: string): void => void this.errors.push(text) };
  exit!: (code: number) => void;
  codes: number[] = [];

  constructor() {
    super();
    this.exited = new Promise((resolve) => {
      this.exit = (code): void => {
        this.codes.push(code);
        resolve(code);
      };
    });
  }

  send = (message: object): void => void this.told.push(message);

  get url(): string {
    const [{ listening = {} } = {}] = this.told as { listening?: Record<string, string> }[];
    return listening['things'] ?? '';
  }
}

const env = {
  HTTP_HOST: '127.0.0.1',
  OIDC_ISSUER: 'https://id.example',
  OIDC_AUDIENCE: 'd',
  LOG_LEVEL: 'fatal',
};

async function started(more: Record<string, string> = {}): Promise<ProcessFixture> {
  const own = new ProcessFixture();
  await runService(
    {
      name: 'things',
      module: ThingsModule,
      settings: ServiceSettings,
      env: { ...env, ...more },
      writeLog: () => undefined,
    },
    own,
  );
  return own;
}

describe('the process of a service', () => {
  it.each(['SIGTERM', 'SIGINT', 'disconnect'])(
    'tells where it listens, and ends with 0 on %s',
    async (signal) => {
      const own = await started();
      expect(own.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await fetch(`${own.url}/health/ready`)).status).toBe(200);
      own.emit(signal);
      expect(await own.exited).toBe(0);
      await expect(fetch(`${own.url}/health/live`)).rejects.toThrow();
    },
  );

  it('ends at once on a second signal', async () => {
    const own = await started({ DRAIN_TIMEOUT_MS: '300' });
    const answer = fetch(`${own.url}/things/slow`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    own.emit('SIGTERM');
    own.emit('SIGINT');
    expect(own.codes).toEqual([1]);
    await answer;
  });

  it('ends with 1 when what was under way did not end in time', async () => {
    const own = await started({ DRAIN_TIMEOUT_MS: '50' });
    const answer = fetch(`${own.url}/things/slow`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    own.emit('SIGTERM');
    expect(await own.exited).toBe(1);
    await answer;
  });

  it('that is told to end while it starts does so, without telling where it listens', async () => {
    const own = new ProcessFixture();
    const running = runService(
      {
        name: 'things',
        module: ThingsModule,
        settings: ServiceSettings,
        env,
        writeLog: () => undefined,
      },
      own,
    );
    own.emit('SIGTERM');
    await running;
    expect([await own.exited, own.told]).toEqual([0, []]);
  });

  it('that is told to end while it waits for something that does not come ends all the same', async () => {
    const own = new ProcessFixture();
    const never = { provide: 'broker', useFactory: () => new Promise(() => undefined) };
    void runService(
      {
        name: 'things',
        module: { module: ThingsModule, providers: [never] },
        settings: ServiceSettings,
        env,
        writeLog: () => undefined,
      },
      own,
    );
    own.emit('disconnect');
    expect([await own.exited, own.told]).toEqual([0, []]);
  });

  it('names every faulty setting and ends with 78', async () => {
    const own = await started({ HTTP_PORT: 'many', OIDC_AUDIENCE: '' });
    expect(own.errors.join()).toMatch(/OIDC_AUDIENCE is missing/);
    expect(own.errors.join()).toMatch(/HTTP_PORT must be a whole number/);
    expect(own.codes).toEqual([78]);
  });

  it('ends with 1 when something breaks that nobody caught', async () => {
    const own = await started();
    own.emit('uncaughtException', new Error('broken'));
    expect(own.codes).toEqual([1]);
    own.emit('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
});
