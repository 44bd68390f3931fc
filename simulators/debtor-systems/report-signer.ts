import { X509Certificate } from 'node:crypto';
import {
  protectMessage,
  readTokenAnswer,
  soapContentType,
  terms,
  writeTokenRequest,
} from '@libs/soap';
import { request, Agent } from 'undici';
import { names } from './contract.js';

export type SignsWith = {
  /** Where tokens come from, and the entity id of the library's side, which they are for. */
  readonly tokenService: string;
  readonly audience: string;
  /** What the platform signs with, and shows to the token service, PEM. */
  readonly cert: string;
  readonly key: string;
  /** Who issues the certificates of those it calls, PEM. */
  readonly ca: string;
};

type Token = { readonly xml: string; readonly id: string; readonly notOnOrAfter: string };

const limits = { answerBytesMax: 256 * 1024, lifeMs: 5 * 60 * 1_000, lastMs: 15_000 } as const;

/** Understands what the platform does with a report before it passes it on, in its token model: a token, and a signature. */
export class ReportSigner {
  private readonly tokens = new Map<string, Promise<Token>>();

  constructor(private readonly own: SignsWith) {}

  /** The message as it goes to `to`, on behalf of a municipality. Rejects if no token can be had. */
  async protect(message: string, municipalityCvr: string, to: string): Promise<string> {
    const { xml, id } = await this.tokenFor(municipalityCvr);
    return protectMessage(message, {
      address: { to, action: names.actions.report, messageId: crypto.randomUUID() },
      validity: validity(),
      token: { xml, id },
      key: this.own.key,
    });
  }

  private async tokenFor(cvr: string): Promise<Token> {
    const known = await this.tokens.get(cvr)?.catch(() => undefined);
    if (known !== undefined && Date.parse(known.notOnOrAfter) - Date.now() > limits.lastMs)
      return known;
    const asked = this.ask(cvr);
    this.tokens.set(cvr, asked);
    return asked;
  }

  private async ask(cvr: string): Promise<Token> {
    const { tokenService, audience, cert, key, ca } = this.own;
    const dispatcher = new Agent({ connect: { ca } });
    try {
      const { body } = await request(tokenService, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': soapContentType(terms.issueAction) },
        body: writeTokenRequest({
          ...{ to: tokenService, messageId: crypto.randomUUID(), validity: validity() },
          ...{ audience, cvr, key },
          certificate: new X509Certificate(cert).raw.toString('base64'),
        }),
      });
      return readTokenAnswer(new Uint8Array(await body.arrayBuffer()), limits.answerBytesMax);
    } finally {
      await dispatcher.close();
    }
  }
}

function validity(): { readonly from: string; readonly until: string } {
  const now = Date.now();
  return {
    from: new Date(now).toISOString(),
    until: new Date(now + limits.lifeMs).toISOString(),
  };
}
