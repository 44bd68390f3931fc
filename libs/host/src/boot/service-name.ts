/** The name of the service, as its folder in `apps/` has it. */
export class ServiceName {
  constructor(readonly name: string) {}
}
