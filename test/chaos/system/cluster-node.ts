import { BrokerManagement } from '../../../deploy/rabbitmq/broker-management.js';
import { answersAmqp } from '../../../deploy/local/rabbit/answers-amqp.js';
import { control } from '../../../deploy/local/rabbit/installed-rabbit.js';
import {
  nodeIsReady,
  prepareNode,
  type NodeSpec,
} from '../../../deploy/local/rabbit/rabbit-node.js';
import { Child } from '../../../deploy/local/run/child.js';
import { fate } from '../../../deploy/local/run/fate.js';
import type { RunFolder } from '../../../deploy/local/run/run-folder.js';

/** A node waits for the others' tables, on a machine that does more than this. */
const startWithinMs = 240_000;
const lookEveryMs = 500;

/** Understands one node of a cluster: a process that can be killed, frozen and brought back, and whether it serves. */
export class ClusterNode {
  private life: Child | undefined;
  private serving = false;
  private looking: NodeJS.Timeout | undefined;
  private unasked: (failure: Promise<never>) => void = () => undefined;
  /** Fails when it ends and nobody has asked it to. */
  readonly failed: Promise<never>;

  constructor(
    private readonly server: string,
    private readonly folder: RunFolder,
    private readonly spec: NodeSpec,
  ) {
    this.failed = fate(
      new Promise<never>((_, reject) => {
        this.unasked = (failure) => {
          failure.catch(reject);
        };
      }),
    );
  }

  get name(): string {
    return this.spec.name;
  }

  get ports(): NodeSpec['ports'] {
    return this.spec.ports;
  }

  get serves(): boolean {
    return this.serving;
  }

  get amqpUrl(): string {
    return `amqp://debitorbro:${this.spec.password}@127.0.0.1:${String(this.ports.amqp)}/`;
  }

  get managementUrl(): string {
    return `http://debitorbro:${this.spec.password}@127.0.0.1:${String(this.ports.management)}`;
  }

  /** At its addresses, with the data that it had. */
  async startAgain(): Promise<void> {
    const name = this.name.replace(/@.*/, '');
    const env = prepareNode(this.folder, this.spec);
    this.life = Child.start(this.folder, { name, command: this.server, args: [], env });
    const ended = fate(this.life.orItsUnaskedEnd());
    this.unasked(ended);
    await Promise.race([nodeIsReady(this.amqpUrl, this.managementUrl, startWithinMs), ended]);
    this.watch();
  }

  async kill(): Promise<void> {
    clearTimeout(this.looking);
    this.serving = false;
    this.life?.kill();
    await this.life?.ended;
  }

  freeze(): void {
    this.life?.freeze();
  }

  thaw(): void {
    this.life?.thaw();
  }

  /** No longer knows the others' cookie: neither side lets the other in, and both see that at once. */
  async estrange(others: readonly ClusterNode[]): Promise<void> {
    await this.evaluate(
      others.map(
        ({ name }) => `erlang:set_cookie('${name}', estranged), erlang:disconnect_node('${name}')`,
      ),
    );
  }

  async reconcile(others: readonly ClusterNode[]): Promise<void> {
    await this.evaluate(
      others.map(({ name }) => `erlang:set_cookie('${name}', erlang:get_cookie())`),
    );
  }

  /** In the node itself, also while it pauses. */
  private async evaluate(expressions: readonly string[]): Promise<void> {
    const env = prepareNode(this.folder, this.spec);
    await control(this.server, env, ['-n', this.name, 'eval', `${expressions.join(', ')}.`]);
  }

  /** @throws Error while it does not answer */
  async ask<Answer>(path: string): Promise<Answer> {
    return new BrokerManagement(this.managementUrl).read<Answer>(path);
  }

  /** As a load balancer does: a node that completes a handshake serves, one that is paused or frozen does not. */
  private watch(): void {
    clearTimeout(this.looking);
    const life = this.life;
    void answersAmqp(this.amqpUrl)
      .then(
        () => true,
        () => false,
      )
      .then((answered) => {
        if (this.life !== life || life?.isStopping === true) return;
        this.serving = answered;
        this.looking = setTimeout(() => {
          this.watch();
        }, lookEveryMs);
      });
  }
}
