/** Asks clamd one question over its own socket. Only `PING` and `VERSION`: the socket would also take `SHUTDOWN`. */
import { createConnection } from 'node:net';

export type ClamdCommand = 'PING' | 'VERSION';
/** Rejects with the socket's own error code (`ENOENT`, `ECONNREFUSED`, `EACCES`) or `ETIMEDOUT`. */
export type AskClamd = (socketPath: string, command: ClamdCommand, signal: AbortSignal) => Promise<string>;

const answerWithinMs = 5000;
const longestAnswer = 4096;

const timedOut = () => Object.assign(new Error('clamd did not answer in time'), { code: 'ETIMEDOUT' });

export const askClamd: AskClamd = (socketPath, command, signal) =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ path: socketPath });
    let answer = '';
    const give = (settle: () => void) => {
      socket.destroy();
      signal.removeEventListener('abort', abort);
      settle();
    };
    const abort = () => give(() => reject(timedOut()));
    signal.addEventListener('abort', abort, { once: true });
    socket.setTimeout(answerWithinMs, abort);
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`z${command}\0`));
    socket.on('data', (text: string) => {
      answer += text;
      const end = answer.indexOf('\0');
      if (end >= 0) give(() => resolve(answer.slice(0, end)));
      else if (answer.length > longestAnswer) give(() => reject(new Error('clamd answered without end')));
    });
    socket.once('end', () => give(() => reject(new Error('clamd hung up without an answer'))));
    socket.once('error', error => give(() => reject(error)));
  });
