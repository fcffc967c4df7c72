import { type Finding, findingsSchema, paths } from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';
import type { MarkedWords } from '../ui/status-mark.js';

/** What the gateway finds out about itself, what needs somebody first. @throws ApiProblem */
export async function askDoctor(api: ApiClient): Promise<Finding[]> {
  return api.get(paths.doctor, findingsSchema);
}

const marks: Readonly<Record<Finding['state'], MarkedWords>> = {
  ok: { mark: 'ok', words: 'in order' },
  warning: { mark: 'warn', words: 'could be better' },
  problem: { mark: 'bad', words: 'problem' },
};

/** How a finding is, in a word or two. */
export function findingMark({ state }: Finding): MarkedWords {
  return marks[state];
}

/** All findings in a sentence. */
export function doctorSummary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']): number =>
    findings.filter((finding) => finding.state === state).length;
  const problems = count('problem');
  const warnings = count('warning');
  if (problems + warnings === 0) {
    return 'Everything is in order.';
  }
  return [
    ...(problems > 0 ? [problems === 1 ? '1 problem' : `${problems} problems`] : []),
    ...(warnings > 0
      ? [warnings === 1 ? '1 thing could be better' : `${warnings} things could be better`]
      : []),
    `${count('ok')} in order`,
  ].join(', ');
}

/** The findings as plain text, for a mail to whoever helps. */
export function doctorText(findings: readonly Finding[], at: Date): string {
  const lines = findings.flatMap((finding) => [
    `[${finding.state}] ${finding.name}: ${finding.detail}`,
    ...(finding.advice === null ? [] : [`    advice: ${finding.advice}`]),
  ]);
  return [`Casement doctor, ${at.toISOString()}`, '', ...lines, ''].join('\n');
}
