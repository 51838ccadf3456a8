import { expect } from 'chai';
import { consoleAddress } from './main-enrol.ts';

describe('the address of a console', () => {
  for (const [text, address] of [
    ['wss://console.school.example:9443', 'wss://console.school.example:9443'],
    ['https://console.school.example:443/', 'wss://console.school.example:443'],
    ['console.school.example', 'wss://console.school.example:8443'],
    ['10.1.2.3:8443', 'wss://10.1.2.3:8443'],
    ['[fd00::1]:8443', 'wss://[fd00::1]:8443'],
  ] as const) {
    it(`${text} is ${address}`, () => expect(consoleAddress(text)).to.equal(address));
  }

  for (const text of [
    '',
    'http://console',
    'wss://user:secret@console',
    'console:0',
    'console:99999',
    'wss://a/b',
  ]) {
    it(`“${text}” is none`, () => expect(consoleAddress(text)).to.equal(undefined));
  }
});
