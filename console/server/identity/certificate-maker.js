/**
 * Makes a self-signed certificate in a thread of its own and ends: its library holds 19 MB, and what a thread loads goes
 * with it. Plain JavaScript, because a thread would load the compiler too. Given `{ names, now }` as `workerData`;
 * answers the PEM texts of key and certificate, one after the other.
 */
import { isIP } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { generate } from 'selfsigned';

const years = 10;
const dayMs = 24 * 3600_000;
const alternativeName = name => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name });

const { names, now } = workerData;
const made = await generate([{ name: 'commonName', value: 'Caretaker console' }], {
  keyType: 'ec',
  curve: 'P-256',
  algorithm: 'sha256',
  // A device whose clock is a little slow must not find the certificate "not yet valid".
  notBeforeDate: new Date(now - dayMs),
  notAfterDate: new Date(now + years * 365.25 * dayMs),
  extensions: [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...new Set(names)].map(alternativeName) },
  ],
});
parentPort.postMessage(`${made.private.trim()}\n${made.cert.trim()}\n`);
