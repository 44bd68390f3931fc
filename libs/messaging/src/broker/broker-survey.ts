import { PermanentFailure, TransientFailure } from '@libs/kernel';
import type { Topology } from './topology.js';

/** Off, they refuse what we declare, or quietly lose dead letters. Where a version no longer lists one, it is part of it. */
const neededFlags = ['quorum_queue', 'stream_queue'] as const;

/** What queues of our own must have from a policy, and why. Source: deploy/rabbitmq/definitions.json. */
const neededOfQueues: readonly Needed[] = [
  { key: 'delivery-limit', fits: (value) => typeof value === 'number' && value > 0 },
  { key: 'dead-letter-exchange', fits: (value) => typeof value === 'string' && value !== '' },
  { key: 'dead-letter-strategy', fits: (value) => value === 'at-least-once' },
  { key: 'overflow', fits: (value) => value === 'reject-publish' },
];

type Needed = { readonly key: string; readonly fits: (value: unknown) => boolean };
type Flag = { readonly name: string; readonly state: string };
type Policy = {
  readonly name: string;
  readonly pattern: string;
  readonly 'apply-to': string;
  readonly priority: number;
  readonly definition: Readonly<Record<string, unknown>>;
};

const answerWithinMs = 5_000;

/**
 * Understands what only RabbitMQ's management side tells: which feature flags are enabled, and whether our policies are in
 * force. AMQP shows neither before it hurts.
 */
export class BrokerSurvey {
  private readonly base: string;
  private readonly authorization: string;
  private readonly vhost: string;

  /**
   * @param managementUrl with name and password of a user who may look (tag `monitoring`; feature flags ask for `administrator`)
   * @param amqpUrl names the virtual host
   */
  constructor(managementUrl: string, amqpUrl: string) {
    const { origin, pathname, username, password } = new URL(managementUrl);
    this.base = `${origin}${pathname.replace(/\/$/, '')}`;
    const [name, secret] = [username, password].map(decodeURIComponent);
    this.authorization = `Basic ${Buffer.from(`${name ?? ''}:${secret ?? ''}`).toString('base64')}`;
    this.vhost = decodeURIComponent(new URL(amqpUrl).pathname.slice(1)) || '/';
  }

  /**
   * @throws PermanentFailure `broker.flag-disabled` or `broker.policy-missing`, naming all that is wrong and what to do
   * @throws TransientFailure `broker.not-surveyed` when the management side does not answer, or not this user
   */
  async check(topology: Topology): Promise<void> {
    const [flags, policies] = await Promise.all([
      this.ask<Flag>('/api/feature-flags'),
      this.ask<Policy>(`/api/policies/${encodeURIComponent(this.vhost)}`),
    ]);
    refuseFlags(flags);
    const lacking = [
      ...topology.queues.flatMap(({ name }) => lackingOfQueue(name, policies)),
      ...topology.foreign.flatMap((name) => lackingOfForeign(name, policies)),
    ];
    if (lacking.length > 0)
      throw new PermanentFailure(
        'broker.policy-missing',
        `In the virtual host "${this.vhost}" no policy gives ${lacking.join('; ')}. Put deploy/rabbitmq/definitions.json in force there, or change what has a higher priority.`,
      );
  }

  private async ask<Item>(path: string): Promise<readonly Item[]> {
    try {
      const answer = await fetch(`${this.base}${path}`, {
        headers: { authorization: this.authorization },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      if (!answer.ok) throw new Error(`status ${String(answer.status)}`);
      return (await answer.json()) as readonly Item[];
    } catch (error) {
      throw new TransientFailure(
        'broker.not-surveyed',
        `RabbitMQ's management did not answer ${path}: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
  }
}

function refuseFlags(flags: readonly Flag[]): void {
  const off = neededFlags.filter((needed) =>
    flags.some(({ name, state }) => name === needed && state !== 'enabled'),
  );
  if (off.length > 0)
    throw new PermanentFailure(
      'broker.flag-disabled',
      `The broker's feature flags ${off.join(', ')} are not enabled: rabbitmqctl enable_feature_flag ${off.join(' && rabbitmqctl enable_feature_flag ')}`,
    );
}

function lackingOfQueue(name: string, policies: readonly Policy[]): string[] {
  const definition = definitionFor(name, ['queues', 'quorum_queues', 'all'], policies);
  const missing = neededOfQueues.filter(({ key, fits }) => !fits(definition[key]));
  return missing.length === 0
    ? []
    : [`the queue "${name}" its ${missing.map(({ key }) => key).join(', ')}`];
}

/** Without it, what foreigners publish and no queue takes is confirmed and gone. */
function lackingOfForeign(name: string, policies: readonly Policy[]): string[] {
  const definition = definitionFor(name, ['exchanges', 'all'], policies);
  const alternate = `${name}.unroutable`;
  return definition['alternate-exchange'] === alternate
    ? []
    : [`the exchange "${name}" its alternate-exchange "${alternate}"`];
}

/** Of the policies whose pattern fits, the one of the highest priority is in force, alone. */
function definitionFor(
  name: string,
  appliesTo: readonly string[],
  policies: readonly Policy[],
): Policy['definition'] {
  const [strongest] = policies
    .filter((policy) => appliesTo.includes(policy['apply-to']) && fits(policy.pattern, name))
    .sort((a, b) => b.priority - a.priority);
  return strongest?.definition ?? {};
}

/** Patterns are Erlang's; one that JavaScript can't read fits nothing that we need. */
function fits(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}
