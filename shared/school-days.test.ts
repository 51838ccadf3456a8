import { expect } from 'chai';
import { resolveCalendar } from './calendar/resolve.ts';
import { emptyCalendar, usualYear } from './calendar/usual-year.ts';
import { onSchoolDay, silentFrom } from './school-days.ts';

const at = (text: string) => Date.parse(text);
const london = (seen: string, days: number) =>
  new Date(silentFrom(at(seen), days, 'Europe/London')).toISOString();

describe('school days of silence', () => {
  it('seen on a Monday with one day allowed count from Wednesday', () =>
    expect(london('2026-11-16T10:00:00Z', 1)).to.equal('2026-11-18T00:00:00.000Z'));

  it('do not count a weekend: seen on a Friday, from Tuesday', () =>
    expect(london('2026-11-20T10:00:00Z', 1)).to.equal('2026-11-24T00:00:00.000Z'));

  it('do not count a weekend: seen on a Saturday, from Tuesday too', () =>
    expect(london('2026-11-21T10:00:00Z', 1)).to.equal('2026-11-24T00:00:00.000Z'));

  it('with five allowed are a week and a day', () =>
    expect(london('2026-11-18T10:00:00Z', 5)).to.equal('2026-11-26T00:00:00.000Z'));

  it('end at local midnight in summer', () =>
    expect(london('2026-06-15T10:00:00Z', 1)).to.equal('2026-06-16T23:00:00.000Z'));

  it('belong to the local day: half past midnight in summer is the next day', () =>
    expect(london('2026-06-15T23:30:00Z', 1)).to.equal('2026-06-17T23:00:00.000Z'));

  it('end at the right midnight over the change to summer time (29 Mar 2026)', () =>
    expect(london('2026-03-27T10:00:00Z', 1)).to.equal('2026-03-30T23:00:00.000Z'));

  it('end at the right midnight over the change to winter time (25 Oct 2026)', () =>
    expect(london('2026-10-23T10:00:00Z', 1)).to.equal('2026-10-27T00:00:00.000Z'));

  it('are counted in the school’s own time zone', () => {
    const auckland = silentFrom(at('2026-11-16T22:00:00Z'), 1, 'Pacific/Auckland');
    expect(new Date(auckland).toISOString()).to.equal('2026-11-18T11:00:00.000Z');
    const newYork = silentFrom(at('2026-11-17T04:00:00Z'), 1, 'America/New_York');
    expect(new Date(newYork).toISOString()).to.equal('2026-11-18T05:00:00.000Z');
  });

  const calendar = resolveCalendar({ ...emptyCalendar(), ...usualYear(2026) }, 'Europe/London');
  const byCalendar = (seen: string, days: number) =>
    new Date(silentFrom(at(seen), days, 'Europe/London', calendar)).toISOString();

  it('pass over half-term and Christmas where there is a calendar', () => {
    expect(byCalendar('2026-10-23T10:00:00Z', 1)).to.equal('2026-11-03T00:00:00.000Z');
    expect(byCalendar('2026-12-18T10:00:00Z', 1)).to.equal('2027-01-05T00:00:00.000Z');
  });

  it('are silent through August, and count weekdays again where the calendar has ended', () => {
    expect(byCalendar('2027-07-23T10:00:00Z', 1)).to.equal('2027-09-01T23:00:00.000Z');
    expect(byCalendar('2027-09-06T10:00:00Z', 1)).to.equal('2027-09-07T23:00:00.000Z');
  });
});

describe('a moment that is to lie on a school day', () => {
  const calendar = resolveCalendar({ ...emptyCalendar(), ...usualYear(2026) }, 'Europe/London');
  const moved = (text: string) => new Date(onSchoolDay(at(text), 'Europe/London', calendar)).toISOString();

  it('stays where pupils are in', () =>
    expect(moved('2026-11-20T22:30:00Z')).to.equal('2026-11-20T22:30:00.000Z'));

  it('comes after the weekend', () =>
    expect(moved('2026-11-21T10:00:00Z')).to.equal('2026-11-23T00:00:00.000Z'));

  it('comes after half-term, at midnight of the school’s own time', () =>
    expect(moved('2026-10-23T23:30:00Z')).to.equal('2026-11-02T00:00:00.000Z'));

  it('is found after what the calendar knows, on a weekday', () =>
    expect(moved('2030-06-01T10:00:00Z')).to.equal('2030-06-02T23:00:00.000Z'));
});
