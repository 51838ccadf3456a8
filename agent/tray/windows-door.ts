/**
 * Windows: the service leaves the names of its pipes in a folder that only it can write to, each for one person to read,
 * and with each the key by which it proves itself. Which process serves a pipe says less: Node gives no handle of its own
 * connection, and what serves a second one may be another (`GetNamedPipeServerProcessId`).
 */
import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { doorText } from '../../shared/protocol/transcript.ts';

const left = z.object({
  pipe: z.string().regex(/^\\\\\.\\pipe\\caretaker-[0-9a-f]{16}-\d{1,9}$/),
  /** Ed25519, the raw 32 bytes. */
  key: z.string().regex(/^[\w-]{43}$/),
});
export type Pipe = z.infer<typeof left>;

/** Those of this person: Windows shows nobody another's. Empty while there is no service. */
export function pipesIn(folder: string): Pipe[] {
  try {
    const names = readdirSync(folder).filter(name => /^\d{1,9}\.json$/.test(name));
    return names.flatMap(name => pipeOf(join(folder, name)) ?? []);
  } catch {
    return [];
  }
}

function pipeOf(file: string): Pipe | null {
  try {
    return left.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** What answered at this pipe holds the service's key. */
export function isProved({ pipe, key }: Pipe, challenge: string, proof: string | undefined): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key };
  const signature = Buffer.from(proof ?? '', 'base64url');
  try {
    return verify(
      null,
      Buffer.from(doorText(pipe, challenge)),
      createPublicKey({ key: jwk, format: 'jwk' }),
      signature,
    );
  } catch {
    return false;
  }
}
