/** What somebody at the device wants looked at now. It need not outlive a power cut. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const schema = z.array(z.string().max(60)).max(40);

export class LookRequest {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** A full disk takes no word, but an empty file, which asks for everything. Throws where it takes not even that. */
  ask(controls: readonly string[]): void {
    const made = `${this.#path}.new`;
    try {
      writeFileSync(made, JSON.stringify(controls), { mode: 0o600 });
    } catch {
      writeFileSync(made, '', { mode: 0o600 });
    }
    renameSync(made, this.#path);
  }

  /** Once; null where nobody asked. An empty list is everything, and so is what cannot be read. */
  take(): string[] | null {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
      rmSync(this.#path);
    } catch {
      return null;
    }
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      return [];
    }
  }
}
