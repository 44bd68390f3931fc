import { PermanentFailure } from '@libs/kernel';
import { failSpanBy } from '@libs/observability';
import {
  type Branch,
  type Fault,
  MalformedMessage,
  type Message,
  namespaces,
  readMessage,
  UnsendableMessage,
  writeMessage,
} from '@libs/soap';
import type { Lane } from '../../ports/debtor-system.js';
import type { CalledService } from './contract.js';
import { inCall } from './in-call.js';
import { LaneConnections } from './lane-connections.js';
import { postMessage, type Reply } from './post-message.js';
import type { Credentials, Security } from './security.js';
import type { ServiceplatformSettings } from './serviceplatform.settings.js';
import { type CallIds, contextBranches } from './write-context.js';

/** As many as a lane may ever have calls at a time: how many it has is for the lane's rule to say. */
const connectionsPerLaneMax = 64;

export type Call = {
  /** As the contract's names have it. */
  readonly operation: string;
  readonly service: CalledService;
  readonly action: string;
  readonly ids: CallIds;
  readonly lane: Lane;
  readonly compose: (contexts: readonly (Branch | undefined)[]) => Branch;
};

/** A message of the service, a fault, or nothing that can be read. */
export type Heard = Message | Extract<Reply, { kind: 'silence' }>;

/** Understands how one call and its answer go over a lane's connections, whichever of the platform's services is called. */
export class Conversation {
  private readonly connections: LaneConnections;

  constructor(
    private readonly settings: ServiceplatformSettings,
    private readonly security: Security,
  ) {
    const { timeoutMs, bodyMaxBytes } = settings;
    const limits = { timeoutMs, bodyMaxBytes, connectionsPerLaneMax };
    this.connections = new LaneConnections(limits, () => security.forConnection());
  }

  /** Sends, and sends again at once if the platform turned away only what let us in, and we have something newer. */
  async converse(call: Call): Promise<Heard> {
    const { lane, service } = call;
    const credentials = await this.security.forCall(lane, service.name);
    const heard = await this.send(call, credentials);
    const turnedAway = heard.kind === 'fault' && isAboutSecurity(heard.fault);
    if (!turnedAway || !this.security.notBelieved(credentials)) return heard;
    return this.send(call, await this.security.forCall(lane, service.name));
  }

  async close(): Promise<void> {
    await Promise.all([this.connections.close(), this.security.close()]);
  }

  /** One call over the wire, which shows in traces as such. */
  private send(call: Call, credentials: Credentials): Promise<Heard> {
    const { operation, lane } = call;
    return inCall(
      operation,
      { municipality: lane.municipalityCode, url: lane.endpoint },
      async (span) => {
        const heard = await this.exchange(call, credentials);
        if (heard.kind === 'silence') failSpanBy(span, heard.code);
        if (heard.kind === 'fault') failSpanBy(span, `soap.${heard.fault.code}`);
        return heard;
      },
    );
  }

  private async exchange(
    { service, action, ids, lane, compose }: Call,
    credentials: Credentials,
  ): Promise<Heard> {
    const { origin, pathname } = new URL(lane.endpoint);
    const path = `${pathname.replace(/\/$/, '')}${service.path}`;
    const message = written(compose(contextBranches(ids, lane, credentials, service)), service);
    const addressing = { to: `${origin}${path}`, action, messageId: crypto.randomUUID() };
    const reply = await postMessage(this.connections.to(lane.municipalityCode, lane.endpoint), {
      path,
      action,
      body: credentials.protect?.(message, addressing) ?? message,
      timeoutMs: this.settings.timeoutMs,
    });
    return this.heardIn(reply, service);
  }

  private heardIn(reply: Reply, { schema }: CalledService): Heard {
    if (reply.kind === 'silence') return reply;
    try {
      return readMessage(reply.bytes, schema, this.settings.bodyMaxBytes, [namespaces.wsse]);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return { kind: 'silence', why: 'unreadable', code: error.code };
    }
  }
}

/** The subcodes of WS-Security that a newer token may cure. */
const aboutSecurity = [
  'InvalidSecurityToken',
  'FailedAuthentication',
  'FailedCheck',
  'SecurityTokenUnavailable',
  'InvalidSecurity',
];

function isAboutSecurity({ subcode }: Fault): boolean {
  return subcode !== undefined && aboutSecurity.includes(subcode);
}

function written(message: Branch, { schema }: CalledService): string {
  try {
    return writeMessage(message, schema);
  } catch (error) {
    if (!(error instanceof UnsendableMessage)) throw error;
    throw new PermanentFailure('serviceplatform.unsendable', error.message, { field: error.place });
  }
}
