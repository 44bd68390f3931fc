import type { Branch } from './branch.js';
import { vocabulary } from './branch.js';
import type { Element } from './element.js';

/** Whose fault it is: the sender's message, the receiver's state, the envelope's version, or a header that must be understood. */
export type FaultCode = 'Sender' | 'Receiver' | 'VersionMismatch' | 'MustUnderstand';

/** A SOAP 1.2 fault with the platform's list of errors as its detail. */
export type Fault = {
  readonly code: FaultCode;
  /** The local name of the first subcode, where there is one: WS-Security tells by it what it turned away. */
  readonly subcode?: string;
  readonly reason: string;
  readonly errors: readonly { readonly code: string; readonly text: string }[];
};

const env = vocabulary('env');
const f = vocabulary('f');
const codes: readonly FaultCode[] = ['Sender', 'Receiver', 'VersionMismatch', 'MustUnderstand'];

/** The fault as it is written into a body. `reason` is English; its language is set when it is written. */
export function faultBranch(fault: Fault): Branch {
  const errors = fault.errors.map(({ code, text }) =>
    f('Error', [f('ErrorCode', code), f('ErrorText', text)]),
  );
  const list = errors.length === 0 ? [] : [f('ErrorList', errors)];
  return env('Fault', [
    env('Code', [env('Value', `env:${fault.code}`), subcodeBranch(fault)]),
    env('Reason', [env('Text', fault.reason)]),
    env('Detail', [f('ServiceplatformFault', list)]),
  ]);
}

/** The subcodes that we know to name are those of WS-Security. */
function subcodeBranch({ subcode }: Fault): Branch | undefined {
  return subcode === undefined ? undefined : env('Subcode', [env('Value', `wsse:${subcode}`)]);
}

/** The fault that stands in a body. A code of another name counts as the receiver's. */
export function faultFrom(element: Element): Fault {
  const code = element.required('Code');
  const local = localName(code.textOf('Value'));
  const subcode = code.first('Subcode')?.textOf('Value');
  const listed =
    element.first('Detail')?.first('ServiceplatformFault')?.first('ErrorList')?.all('Error') ?? [];
  return {
    code: codes.find((known) => known === local) ?? 'Receiver',
    ...(subcode !== undefined && { subcode: localName(subcode) }),
    reason: element.required('Reason').textOf('Text'),
    errors: listed.map((error) => ({
      code: error.textOf('ErrorCode'),
      text: error.textOf('ErrorText'),
    })),
  };
}

function localName(qualified: string): string {
  const name = qualified.trim();
  return name.slice(name.indexOf(':') + 1);
}
