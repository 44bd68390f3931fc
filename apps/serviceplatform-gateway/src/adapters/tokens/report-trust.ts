import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/kernel';
import type { Trust } from '@libs/soap';
import { CallbackSettings } from '../tls/callback.settings.js';
import { Certificates } from '../tls/certificates.js';
import { keysAt } from '../tls/trusted-keys.js';

/** Understands which tokens let a report in. */
@Injectable()
export class ReportTrust {
  constructor(
    private readonly certificates: Certificates,
    private readonly settings: CallbackSettings,
  ) {}

  /** Whose tokens are believed at `now`; nothing where reports need none. */
  at(now: Instant): Trust | undefined {
    const { tokenIssuer: files } = this.certificates;
    const { tokenIssuer: issuer, tokenAudience: audience } = this.settings;
    if (files === undefined || issuer === undefined || audience === undefined) return undefined;
    return { issuer, audience, issuerKeys: keysAt(files.current, now) };
  }
}
