import { describe, expect, it } from '@jest/globals';
import { Clock, type Instant, Temporal, TransientFailure } from '@libs/kernel';
import {
  type SecurityToken,
  SecurityTokenService,
  type TokenHolder,
} from '../../ports/security-token-service.js';
import { SecurityTokens } from './security-tokens.js';

const start = Temporal.Instant.from('2026-11-23T12:00:00Z');
const holder: TokenHolder = { cert: 'c', key: 'k' };
const entityId = 'urn:service';

class MovedClock extends Clock {
  private seconds = 0;
  override now(): Instant {
    return start.add({ seconds: this.seconds });
  }
  move(seconds: number): void {
    this.seconds += seconds;
  }
}

/** Issues tokens of an hour when told to go on. */
class ToldService extends SecurityTokenService {
  readonly asked: string[] = [];
  away = false;
  lifeSeconds = 3_600;

  constructor(private readonly clock: Clock) {
    super();
  }

  override async issue(cvr: string): Promise<SecurityToken> {
    this.asked.push(cvr);
    const id = `token-${String(this.asked.length)}`;
    await Promise.resolve();
    if (this.away) throw new TransientFailure('serviceplatform.token-unavailable');
    return { id, xml: '', expiresAt: this.clock.now().add({ seconds: this.lifeSeconds }) };
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

function aCache() {
  const clock = new MovedClock();
  const service = new ToldService(clock);
  const tokens = new SecurityTokens(service, clock, 300_000);
  const shown = async (cvr = '1', by = holder): Promise<string> =>
    (await tokens.tokenFor(cvr, entityId, by)).token.id;
  return { clock, service, tokens, shown };
}

describe('tokens', () => {
  it('are asked for once for however many wait, and once for each authority', async () => {
    const { service, shown } = aCache();

    const all = await Promise.all([shown(), shown(), shown(), shown('2')]);

    expect(all).toEqual(['token-1', 'token-1', 'token-1', 'token-2']);
    expect(service.asked).toEqual(['1', '2']);
  });

  it('are kept, and renewed in the background before they expire', async () => {
    const { clock, service, shown } = aCache();
    await shown();
    clock.move(3_299);
    expect([await shown(), service.asked.length]).toEqual(['token-1', 1]);

    clock.move(1);
    expect([await shown(), service.asked.length]).toEqual(['token-1', 2]);
    await new Promise(setImmediate);
    expect([await shown(), service.asked.length]).toEqual(['token-2', 2]);
  });

  it('that live shortly are renewed in their last fifth', async () => {
    const { clock, service, shown } = aCache();
    service.lifeSeconds = 100;
    await shown();
    clock.move(79);
    await shown();
    expect(service.asked).toHaveLength(1);
    clock.move(1);
    await shown();
    expect(service.asked).toHaveLength(2);
  });

  it('serve on while the service is away, which is asked again now and then', async () => {
    const { clock, service, shown } = aCache();
    await shown();
    service.away = true;
    clock.move(3_400);
    expect([await shown(), await shown(), service.asked.length]).toEqual(['token-1', 'token-1', 2]);
    clock.move(30);
    expect([await shown(), service.asked.length]).toEqual(['token-1', 3]);
  });

  it('are not shown in their last seconds: whoever asks then is told that none can be had', async () => {
    const { clock, service, shown } = aCache();
    await shown();
    service.away = true;
    clock.move(3_586);

    await expect(shown()).rejects.toMatchObject({ code: 'serviceplatform.token-unavailable' });
    service.away = false;
    expect(await shown()).toBe('token-3');
  });

  it('that were not believed are dropped, but not what has replaced them', async () => {
    const { tokens, shown } = aCache();
    const first = await tokens.tokenFor('1', entityId, holder);
    tokens.forget(first);
    expect(await shown()).toBe('token-2');

    tokens.forget(first);
    expect(await shown()).toBe('token-2');
  });

  it('are bound to a certificate: another one needs another token', async () => {
    const { shown } = aCache();
    await shown();

    expect(await shown('1', { ...holder })).toBe('token-2');
  });
});
