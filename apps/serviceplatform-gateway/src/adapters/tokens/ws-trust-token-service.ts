import { X509Certificate } from 'node:crypto';
import { type Clock, Temporal, TransientFailure } from '@libs/kernel';
import { type IssuedToken, MalformedMessage, readTokenAnswer, writeTokenRequest } from '@libs/soap';
import {
  type SecurityToken,
  SecurityTokenService,
  type TokenHolder,
} from '../../ports/security-token-service.js';
import { inCall } from '../serviceplatform/in-call.js';
import { LaneConnections } from '../serviceplatform/lane-connections.js';
import { postMessage } from '../serviceplatform/post-message.js';

export type TokenServicePlace = { readonly url: string; readonly timeoutMs: number };

const limits = { bodyMaxBytes: 262_144, connectionsMax: 2, requestLifeMs: 300_000 } as const;
const action = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue';

/** Understands how tokens are asked for: WS-Trust 1.3 over SOAP 1.2, signed with the certificate that the token is bound to. */
export class WsTrustTokenService extends SecurityTokenService {
  private holder: TokenHolder | undefined;
  private readonly connections: LaneConnections;

  constructor(
    private readonly place: TokenServicePlace,
    private readonly clock: Clock,
  ) {
    super();
    const { timeoutMs } = place;
    const { bodyMaxBytes, connectionsMax } = limits;
    this.connections = new LaneConnections(
      { timeoutMs, bodyMaxBytes, connectionsPerLaneMax: connectionsMax },
      () => this.holder,
    );
  }

  override async issue(cvr: string, entityId: string, holder: TokenHolder): Promise<SecurityToken> {
    this.holder = holder;
    const certificate = new X509Certificate(holder.cert).raw.toString('base64');
    const token = await this.ask({ cvr, audience: entityId, certificate, key: holder.key });
    const expiresAt = Temporal.Instant.from(token.notOnOrAfter);
    const right =
      token.audience === entityId && token.cvr === cvr && token.certificate === certificate;
    if (!right) throw unavailable('token-refused', 'is for somebody or something else');
    if (Temporal.Instant.compare(expiresAt, this.clock.now()) <= 0)
      throw unavailable('token-refused', 'has expired already');
    return { xml: token.xml, id: token.id, expiresAt };
  }

  override async close(): Promise<void> {
    await this.connections.close();
  }

  private async ask(asked: {
    readonly cvr: string;
    readonly audience: string;
    readonly certificate: string;
    readonly key: string;
  }): Promise<IssuedToken> {
    const { url, timeoutMs } = this.place;
    const { pathname, search } = new URL(url);
    const now = this.clock.now();
    const until = now.add({ milliseconds: limits.requestLifeMs });
    const body = writeTokenRequest({
      ...asked,
      to: url,
      messageId: crypto.randomUUID(),
      validity: { from: now.toString(), until: until.toString() },
    });
    const to = this.connections.to('token-service', url);
    const posting = { path: pathname + search, action, body, timeoutMs };
    return inCall('issueToken', { url }, async () => {
      const reply = await postMessage(to, posting);
      if (reply.kind === 'silence')
        throw unavailable('token-unavailable', `does not come: ${reply.code}`);
      return tokenIn(reply.bytes);
    });
  }
}

function tokenIn(bytes: Uint8Array): IssuedToken {
  try {
    return readTokenAnswer(bytes, limits.bodyMaxBytes);
  } catch (error) {
    if (error instanceof MalformedMessage)
      throw unavailable('token-refused', `can't be used: ${error.message}`);
    throw error;
  }
}

function unavailable(code: string, what: string): TransientFailure {
  return new TransientFailure(`serviceplatform.${code}`, `The security token ${what}.`);
}
