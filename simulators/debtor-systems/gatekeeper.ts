import { type KeyObject, X509Certificate } from 'node:crypto';
import { Temporal } from '@libs/kernel';
import { believe, namespaces, one, Unbelieved } from '@libs/soap';
import { XmlDocument } from 'libxml2-wasm';
import { names } from './contract.js';
import { FreshMessages, issuer } from '../security-token-service/index.js';

const body = '/env:Envelope/env:Body/*';
const contexts = {
  ...namespaces,
  ic: 'http://serviceplatformen.dk/xml/schemas/InvocationContext/1/',
  ac: 'http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/',
  cc: 'http://serviceplatformen.dk/xml/schemas/CallContext/1/',
};

/** Understands, as the platform would, whether a caller may come in; the handshake has looked at its certificate already. */
export abstract class Gatekeeper {
  /** Messages that were turned away so far. */
  refused = 0;

  /** Why a message is not let in; nothing if it is. */
  refusal(bytes: Uint8Array): Unbelieved | undefined {
    try {
      using document = XmlDocument.fromBuffer(bytes);
      this.require(document);
      return undefined;
    } catch (error) {
      this.refused += 1;
      return error instanceof Unbelieved
        ? error
        : new Unbelieved('FailedCheck', 'the message can not be read');
    }
  }

  protected abstract require(document: XmlDocument): void;
}

/** The context model: InvocationContext names an agreement that the platform knows, and the service called. */
export class ContextGatekeeper extends Gatekeeper {
  constructor(private readonly agreements: readonly string[]) {
    super();
  }

  protected override require(document: XmlDocument): void {
    const agreement = textAt(document, `${body}/ic:InvocationContext/ic:ServiceAgreementUUID`);
    const service = textAt(document, `${body}/ic:InvocationContext/ic:ServiceUUID`);
    if (!this.agreements.includes(agreement) || !services.includes(service))
      throw new Unbelieved('FailedAuthentication', 'there is no such service agreement');
  }
}

/** DebitorRegistreringAfsend, and DebitorForespørgselAfsend by its provisional UUID. */
const services = ['e354a6d1-500b-49c6-916a-510623e12fba', names.services.query];

/** The token model: a token of the one issuer, for this service, for the authority named, used by its holder, now and once. */
export class TokenGatekeeper extends Gatekeeper {
  private readonly messages = new FreshMessages();
  private readonly issuerKey: KeyObject;
  private readonly withdrawn = new Set<string>();
  /** Tokens seen so far, by their ids. */
  readonly tokens = new Set<string>();

  /**
   * @param issuerCertificate of the token service, PEM
   * @param queryEntityId of the service that questions go to, where it is another
   */
  constructor(
    issuerCertificate: string,
    private readonly entityId: string,
    private readonly queryEntityId = entityId,
  ) {
    super();
    this.issuerKey = new X509Certificate(issuerCertificate).publicKey;
  }

  /** From now on none of the tokens seen is believed any more. */
  withdrawAll(): void {
    for (const id of this.tokens) this.withdrawn.add(id);
  }

  protected override require(document: XmlDocument): void {
    const { token, signed } = believe(
      document,
      { issuer, issuerKeys: [this.issuerKey], audience: this.entityIdFor(document) },
      Temporal.Now.instant(),
    );
    if (this.withdrawn.has(token.id))
      throw new Unbelieved('InvalidSecurityToken', 'the token was withdrawn');
    requireContexts(document, token.cvr);
    this.messages.require(document, signed);
    requireFramework(document);
    this.tokens.add(token.id);
  }

  private entityIdFor(document: XmlDocument): string {
    const isQuestion = questions.some((name) => one(document, body).name === `${name}_I`);
    return isQuestion ? this.queryEntityId : this.entityId;
  }
}

const questions = [names.operations.findAccounts, names.operations.readAccount];

function requireContexts(document: XmlDocument, authorityCvr: string): void {
  const cvr = textAt(document, `${body}/ac:AuthorityContext/ac:MunicipalityCVR`);
  textAt(document, `${body}/cc:CallContext/cc:CallersServiceCallIdentifier`);
  if (authorityCvr !== cvr)
    throw new Unbelieved('InvalidSecurityToken', 'the token is for another authority');
}

function requireFramework(document: XmlDocument): void {
  const framework = one(document, '/env:Envelope/env:Header/sbf:Framework');
  if (framework.attr('version')?.value !== '2.0')
    throw new Unbelieved('FailedCheck', 'another framework is spoken');
}

function textAt(document: XmlDocument, path: string): string {
  const found = document.get(path, contexts);
  if (found === null) throw new Unbelieved('FailedAuthentication', 'a context is missing');
  return found.content;
}
