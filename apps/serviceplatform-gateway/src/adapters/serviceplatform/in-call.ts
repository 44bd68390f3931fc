import { inSpan, type Span } from '@libs/observability';

/** Whom a call is for, as far as it is for one municipality, and where it goes. */
export type Called = { readonly municipality?: string; readonly url: string };

/** Makes a SOAP call in a span of its own. Of the address only the host is told. */
export function inCall<Result>(
  operation: string,
  { municipality, url }: Called,
  call: (span: Span) => Promise<Result>,
): Promise<Result> {
  const attributes = {
    'rpc.method': operation,
    'server.address': new URL(url).hostname,
    ...(municipality !== undefined && { 'debitorbro.municipality': municipality }),
  };
  return inSpan(`call ${operation}`, { kind: 'client', attributes }, call);
}
