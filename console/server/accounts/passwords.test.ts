import { expect } from 'chai';
import { hashPassword, isGuessable, verifyPassword } from './passwords.ts';

const about = ['Greenfield Primary School', 'Sam Okafor', 'office@greenfield.sch.uk'];

describe('a password that people guess first', () => {
  for (const [why, password] of [
    ['a repeated half', 'passwordpassword'],
    ['a repeated half with a tail', 'wombatwombat1!'],
    ['a repeated word', 'tulip tulip tulip'],
    ['one character', 'aaaaaaaaaaaaaa'],
    ['a few characters in blocks', 'aaaabbbbcccc'],
    ['a run of the keyboard', 'qwertyuiopasdf'],
    ['a run backwards', '0987654321poiuyt'],
    ['columns of the keyboard', '1qaz2wsx3edc'],
    ['the alphabet', 'abcdefghijklm'],
    ['a listed word and numbers', 'Password123456'],
    ['a listed word behind digits', 'P4ssw0rd!!2026'],
    ['the product’s name', 'CaretakerCare1'],
    ['a role and the year', 'administrator26'],
    ['a month and the year', 'September-2026'],
    ['two favourites', 'football dragon'],
    ['the school’s name', 'Greenfield2026'],
    ['the school’s whole name', 'greenfield primary school'],
    ['the person’s name', 'samokafor12345'],
  ] as const)
    it(`is ${why}: ${password}`, () => {
      expect(isGuessable(password, about)).to.equal(true);
    });

  for (const password of [
    'three words together',
    'correct horse battery staple',
    'wombat tulip engine',
    'dragon cheese football',
    'Greenfield wombat tulip',
    'x7Kq-vT2m-Pz9d',
    'дракон чайник велосипед',
  ])
    it(`is not ${password}`, () => {
      expect(isGuessable(password, about)).to.equal(false);
    });
});

describe('a kept password', () => {
  it('fits itself, however its accents are written, and nothing else', async () => {
    const stored = await hashPassword('caf\u00e9 wombat tulip');
    expect(await verifyPassword('cafe\u0301 wombat tulip', stored)).to.equal(true);
    expect(await verifyPassword('cafe wombat tulip', stored)).to.equal(false);
  });
});
