/** What a check found, as plain lines: for reports that show a failed test by its text. */
import type { CheckResult, Exchange } from './model.js';
import { cut, oneLine, visible } from './text.js';

/** Expectation, answer, fix, requirements, and the exchange that the verdict rests on. */
export function detailLines(check: CheckResult, exchange: Exchange | undefined): string[] {
  const findings = (check.findings ?? []).map(
    ({ subject, expected, actual }) =>
      `  ${oneLine(subject, 80)}: expected ${oneLine(expected, 200)}; it was ${oneLine(actual, 200)}`,
  );
  return [
    `Expected: ${oneLine(check.expected ?? check.title, 1000)}`,
    `The server answered: ${oneLine(check.actual ?? check.reason ?? '', 1000)}`,
    ...findings,
    `Fix: ${oneLine(check.fix, 1000)}`,
    `Requirement: ${oneLine(check.spec.join(', '), 300)}`,
    ...(exchange === undefined ? [] : exchangeLines(exchange)),
  ];
}

function exchangeLines({ n, request, response, problem }: Exchange): string[] {
  const answer = response
    ? `${response.status} ${oneLine(response.statusText, 80)}`.trimEnd()
    : oneLine(problem ?? 'no answer', 200);
  return [
    `Exchange #${n}: ${oneLine(`${request.method} ${request.url}`, 500)} -> ${answer}`,
    ...(response ? [visible(cut(response.body, 2000))] : []),
  ];
}
