/** One signed request to a webhook, by the rules of Standard Webhooks (standardwebhooks.com), so that libraries can check it. */
import { createHmac } from 'node:crypto';
import { request as plain } from 'node:http';
import { type RequestOptions, request as secure } from 'node:https';
import { bare, guardedLookup, objection } from './addresses.ts';

export interface Post {
  url: string;
  /** Raw bytes. */
  secret: Buffer;
  /** The same for every attempt: by it the receiver knows one that it has. */
  id: string;
  body: string;
}

const patienceMs = 10_000;

/** `v1,` and the HMAC-SHA256 over id, time in seconds and body. */
export const signature = (secret: Buffer, id: string, seconds: number, body: string): string =>
  `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`;

/** Answers the HTTP status. Throws with words for people when there was none. */
export function post(
  { url, secret, id, body }: Post,
  listed: readonly string[],
  now: number,
): Promise<number> {
  const to = new URL(url);
  const against = objection(to, listed);
  if (against !== undefined) return Promise.reject(new Error(against));
  const seconds = Math.floor(now / 1000);
  const options: RequestOptions = {
    method: 'POST',
    lookup: guardedLookup(listed) as never,
    agent: false,
    timeout: patienceMs,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Caretaker',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature(secret, id, seconds, body),
    },
  };
  const send = to.protocol === 'https:' ? secure : plain;
  return new Promise((resolve, reject) => {
    const sent = send(to, options, answer => {
      // The answer's text is nobody's: read none of it, so that nothing of another server comes out here.
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    const overall = setTimeout(
      () => sent.destroy(new Error('It did not answer within ten seconds')),
      patienceMs,
    );
    sent.on('timeout', () => sent.destroy(new Error('It did not answer within ten seconds')));
    sent.on('error', error => reject(inWords(error, to)));
    sent.on('close', () => clearTimeout(overall));
    sent.end(body);
  });
}

function inWords(error: NodeJS.ErrnoException, to: URL): Error {
  const host = bare(to.hostname);
  const words: Record<string, string> = {
    ENOTFOUND: `There is no host called ${host}`,
    EAI_AGAIN: `${host} could not be looked up`,
    ECONNREFUSED: `${host} takes no connection there`,
    ECONNRESET: `${host} hung up`,
    DEPTH_ZERO_SELF_SIGNED_CERT: `The certificate of ${host} is not trusted`,
    SELF_SIGNED_CERT_IN_CHAIN: `The certificate of ${host} is not trusted`,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: `The certificate of ${host} is not trusted`,
    CERT_HAS_EXPIRED: `The certificate of ${host} has run out`,
  };
  return new Error(words[error.code ?? ''] ?? error.message, { cause: error });
}
