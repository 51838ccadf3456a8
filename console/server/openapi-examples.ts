/**
 * Requests and answers that show what an operation takes and gives, by method and path. `write-api-examples.ts` of
 * test/support writes them from real calls, and a test makes the same calls and compares.
 */
import { readFileSync } from 'node:fs';

export interface Example {
  request?: object;
  answer?: object;
}

/** Read when somebody asks for the document, and held for nobody else. */
export const readExamples = (): Readonly<Record<string, Example>> =>
  JSON.parse(readFileSync(new URL('./openapi-examples.json', import.meta.url), 'utf8'));
