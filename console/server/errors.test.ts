import { expect } from 'chai';
import { pino } from 'pino';
import { AppError, notFound, toProblem } from './errors.ts';

function aLog() {
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe('a problem', () => {
  it('tells an expected outcome by its code, words and fields', () => {
    const { log, lines } = aLog();
    const problem = toProblem(
      new AppError({ status: 409, code: 'x.taken', detail: 'Taken.', fields: { x: 'Taken' } }),
      log,
    );
    expect(problem).to.include({ status: 409, code: 'x.taken', detail: 'Taken.' });
    expect(problem.fields).to.deep.equal({ x: 'Taken' });
    expect(lines).to.have.length(0);
  });

  it('says nothing of an unexpected error but a reference that the log has too', () => {
    const { log, lines } = aLog();
    const problem = toProblem(new Error('password=hunter2'), log);
    expect(JSON.stringify(problem)).not.to.contain('hunter2');
    expect(problem.status).to.equal(500);
    expect(problem.detail).to.contain(String(lines[0]?.reference));
  });

  it('takes no status from an error that claims a server fault', () => {
    const { log } = aLog();
    expect(toProblem(Object.assign(new Error('inside'), { status: 503 }), log).code).to.equal('internal');
  });

  it('names what was not found', () => {
    expect(notFound('device').code).to.equal('device.not_found');
  });
});
