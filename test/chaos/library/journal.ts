import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What was published and heard, line by line in a file: read again only for the balances that came out wrong. Nothing personal. */
export class Journal {
  private constructor(
    private readonly file: string,
    private readonly stream: WriteStream,
  ) {}

  static open(file: string): Journal {
    return new Journal(file, createWriteStream(file, { mode: 0o600 }));
  }

  note(line: string): void {
    this.stream.write(`${new Date().toISOString().slice(11, 23)} ${line}\n`);
  }

  async close(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'close');
  }

  /** The lines about each of these names so far, in order. */
  async about(names: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly string[]>> {
    await new Promise((resolve) => this.stream.write('', resolve));
    const found = new Map<string, string[]>([...names].map((name) => [name, []]));
    for await (const line of createInterface({ input: createReadStream(this.file) })) {
      const [, , name = ''] = line.split(' ');
      found.get(name)?.push(line);
    }
    return found;
  }
}
