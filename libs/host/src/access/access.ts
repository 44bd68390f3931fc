import { SetMetadata } from '@nestjs/common';

/** Where the municipality that a request concerns is named; the caller must hold it. Lists are narrowed by their handlers instead. */
export type MunicipalityOf = {
  /** Path parameter with an agency id; the municipality follows from it. */
  readonly agency?: string;
  /** Path parameter with a municipality code. */
  readonly municipality?: string;
  /** It may concern any municipality, and nobody can tell which: the caller must hold all of them. */
  readonly all?: true;
};

/** Who may use a route. */
export type Access =
  | { readonly kind: 'open'; readonly why: string }
  | ({ readonly kind: 'requires'; readonly role: string } & MunicipalityOf);

export const accessKey = Symbol('debitorbro.access');

/** Lets everybody use a route; says why that is right. */
export function Open(why: string): ClassDecorator & MethodDecorator {
  return SetMetadata(accessKey, { kind: 'open', why } satisfies Access);
}

/**
 * Lets those use a route whose token grants `role`, e.g. `agreements:write`; with `of`, only for the municipalities in their
 * token. On a class it holds for all its routes.
 */
export function Requires(role: string, of: MunicipalityOf = {}): ClassDecorator & MethodDecorator {
  return SetMetadata(accessKey, { kind: 'requires', role, ...of } satisfies Access);
}
