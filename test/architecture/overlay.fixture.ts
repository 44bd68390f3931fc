import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');

const rules = [
  '.dependency-cruiser.mjs',
  'eslint.config.mjs',
  'package.json',
  'tsconfig.json',
  'knip.json',
];

/**
 * Understands a copy of the repository among the temporary files: the rules as they are, as much of the code as is asked for, and
 * whatever is planted there. The work tree is never touched.
 */
export class Overlay {
  private constructor(readonly path: string) {}

  /** @param folders what of the code is copied; without any, only the rules stand there */
  static of(...folders: readonly string[]): Overlay {
    const overlay = new Overlay(mkdtempSync(join(tmpdir(), 'debitorbro-walls-')));
    for (const name of [...rules, ...folders])
      cpSync(join(root, name), join(overlay.path, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(overlay.path, 'node_modules'));
    return overlay;
  }

  plant(file: string, content: string): void {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
  }

  /**
   * Runs a tool of the packages there, by the Node that runs this.
   * @param tool path below `node_modules/`
   * @returns what it wrote, read as JSON, whatever its exit code
   * @throws Error with its other output when that is no JSON
   */
  async json(tool: string, ...args: readonly string[]): Promise<unknown> {
    const command = join(this.path, 'node_modules', tool);
    const child = spawn(process.execPath, [command, ...args], { cwd: this.path });
    const [said, complained] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    try {
      return JSON.parse(said) as unknown;
    } catch {
      throw new Error(`${tool} gave no JSON:\n${complained}${said.slice(0, 2_000)}`);
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
