import type { Adapter, AdapterPayload } from 'oidc-provider';

type Entry = { readonly payload: AdapterPayload; readonly endsAtMs: number };

const perSecond = 1_000;

/** Understands what the provider must remember between two requests; it forgets all of it when it ends. */
export class MemoryAdapter implements Adapter {
  private readonly entries = new Map<string, Entry>();

  upsert(id: string, payload: AdapterPayload, expiresInSeconds = Infinity): Promise<void> {
    this.entries.set(id, { payload, endsAtMs: Date.now() + expiresInSeconds * perSecond });
    return Promise.resolve();
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.entries.get(id);
    if (entry !== undefined && entry.endsAtMs > Date.now()) return Promise.resolve(entry.payload);
    this.entries.delete(id);
    return Promise.resolve(undefined);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.findBy((payload) => payload.userCode === userCode);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findBy((payload) => payload.uid === uid);
  }

  consume(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / perSecond);
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.entries.delete(id);
    return Promise.resolve();
  }

  revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.entries)
      if (payload.grantId === grantId) this.entries.delete(id);
    return Promise.resolve();
  }

  private async findBy(
    fits: (payload: AdapterPayload) => boolean,
  ): Promise<AdapterPayload | undefined> {
    const [id] = [...this.entries].find(([, { payload }]) => fits(payload)) ?? [];
    return id === undefined ? undefined : this.find(id);
  }
}
