/** Every migration, in order. Expand first, contract a version later. */
import type { Migration } from 'kysely';
import * as first from './001-first.ts';
import * as orders from './002-orders.ts';
import * as policies from './003-policies.ts';
import * as assets from './004-assets.ts';
import * as software from './005-software.ts';
import * as calendar from './006-calendar.ts';
import * as requests from './007-requests.ts';
import * as loans from './008-loans.ts';
import * as disposals from './009-disposals.ts';
import * as clauses from './010-clauses.ts';
import * as governors from './011-governors.ts';
import * as savedViews from './012-saved-views.ts';
import * as openVulnerabilities from './013-open-vulnerabilities.ts';
import * as sittings from './014-sittings.ts';
import * as signIn from './018-sign-in.ts';
import * as idempotency from './019-idempotency.ts';
import * as recoveryKeys from './030-recovery-keys.ts';
import * as neighbours from './031-neighbours.ts';
import * as notices from './035-notices.ts';
import * as incidents from './040-incidents.ts';
import * as alerts from './041-alerts.ts';
import * as departures from './055-departures.ts';
import * as signInAgain from './060-sign-in-again.ts';
import * as sittingRecords from './061-sitting-records.ts';
import * as orderProgress from './062-order-progress.ts';
import * as governorLetters from './065-governor-letters.ts';
import * as sittingPerson from './075-sitting-person.ts';
import * as directories from './080-directories.ts';
import * as support from './085-support.ts';
import * as incidentAbout from './086-incident-about.ts';
import * as importColumns from './095-import-columns.ts';
import * as upkeep from './100-upkeep.ts';
import * as looks from './101-looks.ts';
import * as leaving from './110-leaving.ts';
import * as loanAgreements from './111-loan-agreements.ts';
import * as backups from './112-backups.ts';
import * as diagnostics from './115-diagnostics.ts';
import * as lost from './116-lost.ts';
import * as noticeLetters from './125-notice-letters.ts';
import * as policyReviews from './140-policy-reviews.ts';
import * as lockTally from './141-lock-tally.ts';
import * as ownDevices from './143-own-devices.ts';
import * as wear from './145-wear.ts';
import * as reviews from './146-reviews.ts';
import * as quarantine from './155-quarantine.ts';
import * as schoolContact from './160-school-contact.ts';
import * as agreedAndHeld from './165-agreed-and-held.ts';
import * as promiseVisits from './170-promise-visits.ts';
import * as noLongerAsked from './171-no-longer-asked.ts';
import * as longLists from './172-long-lists.ts';
import * as matchedByHand from './173-matched-by-hand.ts';
import * as noneAgreed from './174-none-agreed.ts';
import * as papersWeighed from './175-papers-weighed.ts';
import * as governorsWhy from './176-governors-why.ts';
import * as loanExtensions from './177-loan-extensions.ts';
import * as tokenMakers from './185-token-makers.ts';
import * as leftOutAgreed from './186-left-out-agreed.ts';
import * as supplierFiles from './187-supplier-files.ts';
import * as recent from './198-recent.ts';
import * as deviceNote from './199-device-note.ts';
import * as stockTakeSeen from './200-stock-take-seen.ts';
import * as installed from './201-installed.ts';
import * as exceptionNote from './205-exception-note.ts';
import * as stateWords from './215-state-words.ts';
import * as assetMistakes from './216-asset-mistakes.ts';
import * as assetImports from './217-asset-imports.ts';
import * as undertakings from './228-undertakings.ts';
import * as photosAndRuns from './240-photos-and-runs.ts';
import * as recordLooks from './241-record-looks.ts';
import * as unapproved from './247-unapproved.ts';
import * as viewLists from './248-view-lists.ts';
import * as unapprovedCounts from './271-unapproved-counts.ts';
import * as pausingCodes from './281-pausing-codes.ts';

export const migrations: Record<string, Migration> = {
  '001-first': { up: first.up },
  '002-orders': { up: orders.up },
  '003-policies': { up: policies.up },
  '004-assets': { up: assets.up },
  '005-software': { up: software.up },
  '006-calendar': { up: calendar.up },
  '008-loans': { up: loans.up },
  '007-requests': { up: requests.up },
  '009-disposals': { up: disposals.up },
  '010-clauses': { up: clauses.up },
  '011-governors': { up: governors.up },
  '012-saved-views': { up: savedViews.up },
  '013-open-vulnerabilities': { up: openVulnerabilities.up },
  '014-sittings': { up: sittings.up },
  '018-sign-in': { up: signIn.up },
  '019-idempotency': { up: idempotency.up },
  '030-recovery-keys': { up: recoveryKeys.up },
  '031-neighbours': { up: neighbours.up },
  '035-notices': { up: notices.up },
  '040-incidents': { up: incidents.up },
  '041-alerts': { up: alerts.up },
  '055-departures': { up: departures.up },
  '060-sign-in-again': { up: signInAgain.up },
  '061-sitting-records': { up: sittingRecords.up },
  '062-order-progress': { up: orderProgress.up },
  '085-support': { up: support.up },
  '086-incident-about': { up: incidentAbout.up },
  '065-governor-letters': { up: governorLetters.up },
  '075-sitting-person': { up: sittingPerson.up },
  '080-directories': { up: directories.up },
  '095-import-columns': { up: importColumns.up },
  '100-upkeep': { up: upkeep.up },
  '101-looks': { up: looks.up },
  '110-leaving': { up: leaving.up },
  '111-loan-agreements': { up: loanAgreements.up },
  '112-backups': { up: backups.up },
  '115-diagnostics': { up: diagnostics.up },
  '116-lost': { up: lost.up },
  '125-notice-letters': { up: noticeLetters.up },
  '140-policy-reviews': { up: policyReviews.up },
  '141-lock-tally': { up: lockTally.up },
  '143-own-devices': { up: ownDevices.up },
  '145-wear': { up: wear.up },
  '146-reviews': { up: reviews.up },
  '155-quarantine': { up: quarantine.up },
  '160-school-contact': { up: schoolContact.up },
  '165-agreed-and-held': { up: agreedAndHeld.up },
  '170-promise-visits': { up: promiseVisits.up },
  '171-no-longer-asked': { up: noLongerAsked.up },
  '172-long-lists': { up: longLists.up },
  '173-matched-by-hand': { up: matchedByHand.up },
  '174-none-agreed': { up: noneAgreed.up },
  '175-papers-weighed': { up: papersWeighed.up },
  '176-governors-why': { up: governorsWhy.up },
  '177-loan-extensions': { up: loanExtensions.up },
  '185-token-makers': { up: tokenMakers.up },
  '186-left-out-agreed': { up: leftOutAgreed.up },
  '187-supplier-files': { up: supplierFiles.up },
  '198-recent': { up: recent.up },
  '199-device-note': { up: deviceNote.up },
  '200-stock-take-seen': { up: stockTakeSeen.up },
  '201-installed': { up: installed.up },
  '205-exception-note': { up: exceptionNote.up },
  '215-state-words': { up: stateWords.up },
  '216-asset-mistakes': { up: assetMistakes.up },
  '217-asset-imports': { up: assetImports.up },
  '228-undertakings': { up: undertakings.up },
  '240-photos-and-runs': { up: photosAndRuns.up },
  '241-record-looks': { up: recordLooks.up },
  '247-unapproved': { up: unapproved.up },
  '248-view-lists': { up: viewLists.up },
  '271-unapproved-counts': { up: unapprovedCounts.up },
  '281-pausing-codes': { up: pausingCodes.up },
};
