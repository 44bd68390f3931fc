import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunFolder } from '../../../deploy/local/run/run-folder.js';
import { NodeChild, type NodePlan } from '../../../deploy/local/stack/node-child.js';
import { points, type Order, type Point } from '../inside/points.js';

/** Why a life of a replica ended. */
export type Death =
  | { readonly kind: 'killed' }
  | { readonly kind: 'at-point'; readonly point: Point }
  /** Not by us: it could not start, say because a server was away, or something was wrong with it. */
  | { readonly kind: 'by-itself'; readonly hadStarted: boolean }
  /** Neither listening in good time nor ending: the run had to end it. */
  | { readonly kind: 'hung' };

const firstPauseMs = 300;
/** A process that can not start is not started all the time: ten of them at once would leave no CPU for the server that they wait for. */
const pauseMsMax = 20_000;

/** Understands one replica of a service: a process that is started again whenever it has died, until the run ends. */
export class Replica {
  url: string | undefined;
  private life: NodeChild | undefined;
  private failures = 0;
  private ending = false;
  private living: Promise<void> = Promise.resolve();

  constructor(
    readonly service: string,
    private readonly folder: RunFolder,
    private readonly plan: NodePlan,
    private readonly hitsFile: string,
    private readonly onDeath: (death: Death) => void,
  ) {}

  get name(): string {
    return this.plan.name;
  }

  /** @throws Error if its first life did not come so far as to listen */
  async start(): Promise<void> {
    const life = this.begin();
    const addresses = await life.listening;
    this.url = addresses[this.service];
    this.living = this.live(life);
  }

  kill(): void {
    this.life?.child.kill();
  }

  order(order: Order): void {
    this.life?.child.tell(order);
  }

  async stop(graceMs: number): Promise<void> {
    this.ending = true;
    await this.life?.child.stop(graceMs);
    await this.living;
  }

  private begin(): NodeChild {
    rmSync(this.hitsFile, { force: true });
    this.life = NodeChild.start(this.folder, this.plan);
    return this.life;
  }

  private async live(first: NodeChild): Promise<void> {
    for (let life = first; ; life = this.begin()) {
      const listening = await life.listening.catch(() => undefined);
      this.url = listening?.[this.service];
      const hung = listening === undefined && endIfRunning(life);
      await life.child.ended;
      this.url = undefined;
      if (this.ending) return;
      this.onDeath(hung ? { kind: 'hung' } : this.deathOf(life, listening !== undefined));
      this.failures = listening === undefined ? this.failures + 1 : 0;
      await pause(Math.min(firstPauseMs * 2 ** this.failures, pauseMsMax));
      if (this.stopped()) return;
    }
  }

  private stopped(): boolean {
    return this.ending;
  }

  private deathOf({ child }: NodeChild, hadStarted: boolean): Death {
    const point = this.pointHit();
    if (point !== undefined) return { kind: 'at-point', point };
    return child.isStopping ? { kind: 'killed' } : { kind: 'by-itself', hadStarted };
  }

  private pointHit(): Point | undefined {
    try {
      const hit = readFileSync(this.hitsFile, 'utf8').trim();
      return points.find((point) => point === hit);
    } catch {
      return undefined;
    }
  }
}

/** @returns whether it had to be ended */
function endIfRunning({ child }: NodeChild): boolean {
  if (!child.isRunning || child.isStopping) return false;
  child.kill();
  return true;
}
