import { setTimeout as pause } from 'node:timers/promises';
import { Reconciliations } from '../../deploy/local/day/reconciliations.js';
import type { Broker } from '../../deploy/local/rabbit/broker.js';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { until } from '../../deploy/local/run/until.js';
import { Stack } from '../../deploy/local/stack/stack.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { HeardBook, type Update } from './library/heard-book.js';
import { Journal } from './library/journal.js';
import { OutsideLibrary } from './library/outside-library.js';
import { Payer } from './library/payer.js';
import type { Options } from './options.js';
import { bookFindings, prove, type Proven } from './proof/proof.js';
import { Rest } from './proof/rest.js';
import { histories } from './proof/histories.js';
import type { Report } from './proof/report.js';
import type { Finding } from './proof/findings.js';
import { agencyOf } from './story/events.js';
import { expectedEndOf } from './story/expected-end.js';
import { storyOf, places, type Story } from './story/story.js';
import { streamOf } from './story/stream.js';
import { aimedAt, fullStorm } from './storm/plan.js';
import { Storm } from './storm/storm.js';
import { Tally } from './storm/tally.js';
import { agree, moveCutOffs } from './system/agreements.js';
import { Debtors } from './system/debtors.js';
import { LookInside } from './system/look-inside.js';
import { RabbitCluster } from './system/rabbit-cluster.js';
import { Replicas } from './system/replicas.js';

const leaseMs = 12_000;
const callTimeoutMs = 4_000;
const planted = 6;
const tellEveryMs = 5_000;
const aliveWithinMs = 120_000;
/** Longer than the longest pause of the product's own: a lease of the gateway, with what follows. */
const stuckMs = { usual: 240_000, hurried: 100_000, broken: 30_000 } as const;
/** A debtor system is asked for each of its accounts. */
const booksWithinMs = 45 * 60_000;

export type RunParts = {
  readonly folder: RunFolder;
  readonly compiled: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tell: (text: string) => void;
};

/** Understands one fault run, from an empty system to its report: a library that tells its stories, a storm, quiet, and the proof. */
export class FaultRun {
  private readonly tally = new Tally();
  private readonly replicas: Replicas;
  private readonly stack: Stack;
  private readonly book: HeardBook;
  private readonly journal: Journal;
  private storm: Storm | undefined;
  private cluster: RabbitCluster | undefined;
  private events = 0;
  private memory = { before: 0, after: 0 };

  constructor(
    private readonly options: Options,
    private readonly parts: RunParts,
  ) {
    const { folder, compiled, env, tell } = parts;
    const { broken, hurried, balances } = options;
    this.replicas = new Replicas({
      compiled,
      replicas: 2,
      preloaded: { broken, leaseMs: hurried ? leaseMs : undefined },
      onDeath: (replica, death) => this.storm?.died(replica, death),
    });
    const told = {
      ...env,
      LOG_LEVEL: 'error',
      ...(hurried && { SP_TIMEOUT_MS: String(callTimeoutMs) }),
    };
    this.stack = new Stack({
      ...{ folder, compiled, env: told, tell, services: this.replicas },
      ...(options.cluster && { openBroker: () => this.openCluster() }),
    });
    this.book = new HeardBook(balances);
    this.journal = Journal.open(folder.within('journal.txt'));
  }

  async close(): Promise<void> {
    await this.stack.close();
    await this.journal.close();
  }

  private async openCluster(): Promise<Broker> {
    this.cluster = await RabbitCluster.start(this.parts.folder);
    return this.cluster.broker;
  }

  async run(): Promise<Report> {
    const where = await this.stack.open();
    return Promise.race([this.runOn(where), this.stack.failed()]);
  }

  private async runOn(where: StackFile): Promise<Report> {
    const debtors = new Debtors(where.simulators);
    await agree(this.replicas, debtors, where.token);
    const payer = this.payer(where, debtors);
    const library = await OutsideLibrary.open(where.amqpUrl, (update) => {
      this.hear(update, payer);
    });
    const look = this.lookInside(where);
    try {
      const storm = await timed(() =>
        Promise.all([
          this.live(library, payer, debtors),
          moveCutOffs(this.replicas, where.token, this.options.minutes * 60_000),
        ]),
      );
      const rest = new Rest({ payer, debtors, look, book: this.book });
      const quiet = await timed(() => this.comeToRest(rest));
      const proof = await timed(() => this.prove(where, debtors, payer));
      const proven = proof.result;
      return await this.report(where, {
        proven,
        findings: [...quiet.result, ...proven.findings],
        seconds: { storm: storm.seconds, quiet: quiet.seconds, proof: proof.seconds },
      });
    } finally {
      payer.stop();
      await library.close();
    }
  }

  private story(number: number): Story {
    return storyOf(this.options.seed, number);
  }

  private payer({ token }: StackFile, debtors: Debtors): Payer {
    return new Payer(this.options.balances, {
      ...{ debtors, token },
      storyOf: (number) => this.story(number),
      url: () => this.replicas.urlOf('payment-reconciliation'),
      note: (line) => {
        this.journal.note(line);
      },
    });
  }

  private lookInside({ databaseUrl, amqpUrl }: StackFile): LookInside {
    const vhost = decodeURIComponent(new URL(amqpUrl).pathname.slice(1));
    return new LookInside(databaseUrl, this.stack.servers.managementUrl, vhost);
  }

  private hear(update: Update, payer: Payer): void {
    const { feeId = '', transfer, state, changeId, refusedId, transactionId } = update.data;
    const words = [transfer, state, changeId, refusedId, transactionId].filter(Boolean).join(' ');
    const type = update.type.replace('dk.debitorbro.', '').replace('.v1', '');
    this.journal.note(`heard ${feeId} ${update.sequence} ${type} ${words}`);
    const number = this.book.hear(update);
    if (number !== undefined && this.isAnswered(number)) payer.answered(number);
  }

  private isAnswered(number: number): boolean {
    const expected = expectedEndOf(this.story(number));
    const heard = this.book.of(number);
    return (
      heard.transfer === expected.transfer &&
      heard.answered.length >= expected.answered.length &&
      heard.refused.length >= expected.refused.length
    );
  }

  /** The library tells its stories, evenly over the time, while the storm goes on. */
  private async live(library: OutsideLibrary, payer: Payer, debtors: Debtors): Promise<void> {
    const { calm, broken, seed, minutes } = this.options;
    const plan = broken === undefined ? fullStorm(seed) : aimedAt(broken, seed);
    const { replicas, tally, cluster } = this;
    const { killable } = this.stack.servers;
    this.storm = new Storm(plan, {
      ...{ replicas, tally, debtors, killable, cluster },
      tell: this.parts.tell,
    });
    const telling = setInterval(() => {
      this.tellHowFar(payer);
    }, tellEveryMs);
    const endsAt = performance.now() + minutes * 60_000;
    this.memory.before = megabytesNow();
    if (!calm) this.storm.begin();
    try {
      await this.publishAll(library, endsAt);
      await pause(Math.max(0, endsAt - performance.now()));
      await this.storm.end();
      await this.cluster?.whole();
      await library.settled();
      this.memory.after = megabytesNow();
    } finally {
      clearInterval(telling);
    }
  }

  private async publishAll(library: OutsideLibrary, endsAt: number): Promise<void> {
    const { seed, balances } = this.options;
    const beganAt = performance.now();
    for (const event of streamOf({ seed, balances, planted: this.planted })) {
      const dueMs = beganAt + event.share * (endsAt - beganAt) - performance.now();
      if (dueMs > 1) await pause(dueMs);
      await library.publish(event);
      this.journal.note(`published ${event.said}`);
      this.events += 1;
    }
  }

  private get planted(): number {
    return Math.min(planted, this.options.balances);
  }

  private tellHowFar(payer: Payer): void {
    const { tally, book, events, options } = this;
    const hit = [...tally.points.keys()].length;
    this.parts.tell(
      `storm      ${String(events)} events of ${String(options.balances)} balances · ${String(book.heardCount)} updates heard · ${String(payer.registered.size)} payments · ${String(tally.kills)} kills, ${String(hit)} named points`,
    );
  }

  /** @returns what is left over when nothing moves any more */
  private async comeToRest(rest: Rest): Promise<readonly Finding[]> {
    const { broken, hurried } = this.options;
    await until('All replicas', aliveWithinMs, async () => {
      if (this.replicas.all.some(({ url }) => url === undefined)) throw new Error('one is dead');
    });
    const usual = hurried ? stuckMs.hurried : stuckMs.usual;
    return rest.come({
      stuckMs: broken === undefined ? usual : stuckMs.broken,
      planted: this.planted,
      tell: this.parts.tell,
    });
  }

  private async prove({ token }: StackFile, debtors: Debtors, payer: Payer): Promise<Proven> {
    const { balances } = this.options;
    const proven = await prove({
      ...{ balances, debtors, book: this.book, registered: payer.registered },
      storyOf: (number) => this.story(number),
    });
    return {
      ...proven,
      findings: [...proven.findings, ...(await this.compareBooks(token, proven))],
    };
  }

  /** The service's own reconciliation with each debtor system. */
  private async compareBooks(token: string, { wanted }: Proven): Promise<readonly Finding[]> {
    this.parts.tell('proof      the books are compared');
    const url = this.replicas.urlOf('payment-reconciliation') ?? '';
    const codes = Array.from({ length: places }, (_, place) => agencyOf(place).slice(4, 7));
    try {
      const asked = new Reconciliations(url, token, booksWithinMs);
      return bookFindings(await asked.of(codes, () => undefined), wanted);
    } catch (error) {
      const text = error instanceof Error ? error.message : 'the books could not be compared';
      return [{ kind: 'different', feeId: undefined, text }];
    }
  }

  private async report(
    { token }: StackFile,
    {
      proven,
      findings,
      seconds,
    }: { proven: Proven; findings: readonly Finding[]; seconds: Report['seconds'] },
  ): Promise<Report> {
    const { book, tally, options, events } = this;
    const gateway = this.replicas.urlOf('serviceplatform-gateway') ?? '';
    return {
      ...{ options, events, seconds, findings },
      heard: book.heardCount,
      movements: book.transactions.size,
      planted: this.planted,
      kills: tally.kills,
      faults: Object.fromEntries(tally.faults),
      points: Object.fromEntries(
        [...tally.points].map(([point, services]) => [point, Object.fromEntries(services)]),
      ),
      byThemselves: tally.byThemselves,
      sums: { wanted: proven.wanted, there: proven.there },
      memory: { ...this.memory, peak: Math.round(process.resourceUsage().maxRSS / 1_024) },
      histories: await histories(findings, { journal: this.journal, gateway, token }),
    };
  }
}

async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const beganAt = performance.now();
  const result = await work();
  return { result, seconds: Math.round((performance.now() - beganAt) / 1_000) };
}

function megabytesNow(): number {
  return Math.round(process.memoryUsage().rss / 2 ** 20);
}
