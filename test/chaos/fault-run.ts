import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from '../../deploy/local/rabbit/broker.js';
import type { RunFolder } from '../../deploy/local/run/run-folder.js';
import { until } from '../../deploy/local/run/until.js';
import { Stack } from '../../deploy/local/stack/stack.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { HeardBook, type Update } from './library/heard-book.js';
import { isAnswered } from './library/is-answered.js';
import { Journal } from './library/journal.js';
import { OutsideLibrary } from './library/outside-library.js';
import { Payer } from './library/payer.js';
import { tellStories } from './library/tell-stories.js';
import { commandOf, type Options } from './options.js';
import { compareBooks } from './proof/compare-books.js';
import { nothing, prove, type Proven } from './proof/proof.js';
import { Rest, usualLooks } from './proof/rest.js';
import { histories } from './proof/histories.js';
import type { Report } from './proof/report.js';
import type { Finding } from './proof/findings.js';
import { storyOf, type Story } from './story/story.js';
import { aimedAt, fullStorm } from './storm/plan.js';
import { Storm } from './storm/storm.js';
import { Tally } from './storm/tally.js';
import { agree, moveCutOffs } from './system/agreements.js';
import { Debtors } from './system/debtors.js';
import { LookInside } from './system/look-inside.js';
import { RabbitCluster } from './system/rabbit-cluster.js';
import { Replicas } from './system/replicas.js';
import { soon, timed, type Timed } from './timed.js';
import { Troubles } from './troubles.js';

const leaseMs = 12_000;
/** `usual` as the gateway has it. */
const callTimeoutMs = { usual: 10_000, hurried: 4_000 } as const;
const unproven: Proven = { findings: [], there: nothing, wanted: nothing };
const planted = 6;
const tellEveryMs = 5_000;
const aliveWithinMs = 300_000;
const confirmedWithinMs = 300_000;
/**
 * Longer than the product may stand still by itself: what a dead sender of the gateway had leased is expired after 180 seconds,
 * or 12 in a hurry, and tried again after a back-off of 300 at most.
 */
const stuckMs = { usual: 600_000, hurried: 360_000, broken: 30_000 } as const;

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
  readonly troubles: Troubles;
  private events = 0;
  private isLive = true;
  private heardInStorm = 0;
  private memory = { before: 0, after: 0 };

  constructor(
    private readonly options: Options,
    private readonly parts: RunParts,
  ) {
    const { folder, compiled, env, tell } = parts;
    const { broken, hurried, balances } = options;
    this.troubles = new Troubles(tell);
    this.replicas = new Replicas({
      compiled,
      replicas: 2,
      preloaded: { broken, leaseMs: hurried ? leaseMs : undefined },
      onDeath: (replica, death) => this.storm?.died(replica, death),
    });
    const told = {
      ...env,
      LOG_LEVEL: 'error',
      RECONCILIATIONS_NIGHTLY: 'false', // one night falls into a long run, and would fail where services die
      ...(hurried && { SP_TIMEOUT_MS: String(callTimeoutMs.hurried) }),
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

  /** Ends with a report, whatever happens, once the system has started. */
  async run(): Promise<Report> {
    const { tell } = this.parts;
    tell(`again      ${commandOf(this.options)}`);
    return this.runOn(await this.stack.open());
  }

  private async runOn(where: StackFile): Promise<Report> {
    const debtors = new Debtors(where.simulators);
    await agree(this.replicas, debtors, where.token);
    const payer = this.payer(where, debtors);
    const library = await OutsideLibrary.open(where.amqpUrl, (update) => {
      this.hear(update, payer);
    });
    const { managementUrl } = this.stack.servers;
    const look = LookInside.of(where.databaseUrl, managementUrl, where.amqpUrl);
    try {
      const storm = await this.during('the storm', undefined, async () => {
        await Promise.all([
          this.live(library, payer, debtors),
          moveCutOffs(this.replicas, where.token, this.options.minutes * 60_000),
        ]);
      });
      const rest = new Rest({ payer, debtors, look, book: this.book });
      const quiet = await this.during('the quiet', [], () =>
        Promise.race([this.comeToRest(rest), this.stack.failed()]),
      );
      const proof = await this.during('the proof', unproven, () =>
        this.prove(where, debtors, payer),
      );
      const proven = proof.result;
      return await this.report(where, {
        proven,
        findings: [...quiet.result, ...proven.findings, ...this.troubles.findings],
        seconds: { storm: storm.seconds, quiet: quiet.seconds, proof: proof.seconds },
      });
    } finally {
      payer.stop();
      await library.close();
      await look.close();
    }
  }

  /** One part of the run that may fail, while the others still tell what they can. */
  private during<Result>(
    what: string,
    otherwise: Result,
    work: () => Promise<Result>,
  ): Promise<Timed<Result>> {
    return timed(() => this.troubles.during(what, otherwise, work));
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
      trouble: (error, feeId) => {
        this.troubles.note('could not be paid', error, feeId);
      },
    });
  }

  private hear(update: Update, payer: Payer): void {
    const { feeId = '', transfer, state, changeId, refusedId, transactionId } = update.data;
    const words = [transfer, state, changeId, refusedId, transactionId].filter(Boolean).join(' ');
    const type = update.type.replace('dk.debitorbro.', '').replace('.v1', '');
    this.journal.note(`heard ${feeId} ${update.sequence} ${type} ${words}`);
    const number = this.book.hear(update);
    if (number === undefined) return;
    if (isAnswered(this.story(number), this.book.of(number))) payer.answered(number);
  }

  /** The library tells its stories, evenly over the time, while the storm goes on. */
  private async live(library: OutsideLibrary, payer: Payer, debtors: Debtors): Promise<void> {
    const { calm, broken, seed, minutes, hurried, leastHits, balances } = this.options;
    const plan = broken === undefined ? fullStorm(seed, hurried) : aimedAt(broken, seed);
    const { replicas, tally, cluster, journal } = this;
    const { killable } = this.stack.servers;
    this.storm = new Storm(plan, {
      ...{ replicas, tally, debtors, killable, cluster },
      slowMsMax: 1.5 * (hurried ? callTimeoutMs.hurried : callTimeoutMs.usual),
      trouble: (what, error) => {
        this.troubles.note(what, error);
      },
    });
    const telling = setInterval(() => {
      this.tellHowFar(payer);
    }, tellEveryMs);
    const endsAt = performance.now() + minutes * 60_000;
    this.memory.before = megabytesNow();
    if (!calm) this.storm.begin();
    try {
      const stories = { seed, balances, planted: this.planted };
      const told = tellStories(stories, {
        ...{ library, journal, endsAt },
        isOver: () => !this.isLive,
        onTold: () => (this.events += 1),
      }).then(() => pause(Math.max(0, endsAt - performance.now())));
      await Promise.race([told, this.stack.failed()]);
    } finally {
      this.isLive = false;
      clearInterval(telling);
      this.heardInStorm = this.book.heardCount;
      await this.storm.end();
      for (const text of calm ? [] : this.tally.tooFew(plan.points, leastHits))
        this.troubles.note('the storm', text);
      this.memory.after = megabytesNow();
    }
    await this.cluster?.whole();
    await soon('What was published', confirmedWithinMs, library.settled());
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
    await this.troubles.during('before the quiet', undefined, () =>
      until('All replicas', aliveWithinMs, async () => {
        const dead = this.replicas.all.filter(({ url }) => url === undefined);
        if (dead.length > 0) throw new Error(`dead: ${dead.map(({ name }) => name).join(', ')}`);
      }),
    );
    const usual = hurried ? stuckMs.hurried : stuckMs.usual;
    return rest.come({
      patience: { ...usualLooks, stuckMs: broken === undefined ? usual : stuckMs.broken },
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
    const url = this.replicas.urlOf('payment-reconciliation') ?? '';
    const { wanted } = proven;
    const books = await this.troubles.during('the books could not be compared', [], () =>
      Promise.race([
        compareBooks({ url, token, wanted, tell: this.parts.tell }),
        this.stack.failed(),
      ]),
    );
    return { ...proven, findings: [...proven.findings, ...books] };
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
      heardInStorm: this.heardInStorm,
      movements: book.transactions.size,
      planted: this.planted,
      ...tally.counted,
      sums: { wanted: proven.wanted, there: proven.there },
      memory: { ...this.memory, peak: Math.round(process.resourceUsage().maxRSS / 1_024) },
      histories: await this.troubles.during('histories', [], () =>
        histories(findings, { journal: this.journal, gateway, token }),
      ),
    };
  }
}

function megabytesNow(): number {
  return Math.round(process.memoryUsage().rss / 2 ** 20);
}
