/** E-mail through the school's own server. The library is loaded when the first one goes out. */

import type { Config } from '../config.ts';
import { isLoopback } from '../config.ts';
import type { Outcome } from './store.ts';

/** A file that goes with it. */
export interface Attachment {
  filename: string;
  contentType: string;
  content: Buffer;
}

export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** The same for every attempt, so that a server can tell two copies of one. */
  id: string;
  attachments?: readonly Attachment[];
}

const patienceMs = 20_000;

/** Never throws: what went wrong is the outcome. */
export async function sendMail(
  { mail, publicHost }: Config,
  { id, attachments = [], ...letter }: Letter,
): Promise<Outcome> {
  if (mail === undefined)
    return { kind: 'later', error: 'No server for e-mail is set (CARETAKER_SMTP_URL).' };
  const { createTransport } = await import('nodemailer');
  const { url } = mail;
  let handedOver = false;
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'smtps:' ? 465 : 587) : Number(url.port),
    secure: url.protocol === 'smtps:',
    requireTLS: url.protocol === 'smtp:' && !isLoopback(url.hostname),
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
    // Its words alone say that the whole text went out; none of them are kept.
    logger: listener(entry => {
      if (entry.tnx === 'message') handedOver = true;
    }),
  });
  try {
    await transport.sendMail({
      ...letter,
      attachments: [...attachments],
      from: mail.from,
      messageId: `<${id}@${publicHost}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { kind: 'sent' };
  } catch (error) {
    return outcomeOf(error, handedOver);
  } finally {
    transport.close();
  }
}

const listener = (hear: (entry: { tnx?: unknown }) => void) => {
  const level = (entry: object) => hear(entry);
  return { trace: level, debug: level, info: level, warn: level, error: level, fatal: level };
};

/** Once the text was handed over and no answer came, nobody knows. A server's plain no (55x) stays a no. */
function outcomeOf(thrown: unknown, handedOver: boolean): Outcome {
  const { message = 'It could not be sent', responseCode } = thrown as {
    message?: string;
    responseCode?: number;
  };
  if (responseCode === undefined && handedOver)
    return { kind: 'unsure', error: `The server did not say whether it took it: ${message}` };
  const refused = responseCode !== undefined && responseCode >= 550 && responseCode < 560;
  return { kind: refused ? 'failed' : 'later', error: message };
}
