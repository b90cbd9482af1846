import { table } from './table.ts';
import type { Finding, Verification } from './verify.ts';

/**
 * A verification as text, for a terminal or a bug report.
 * @param head what was compared, one line each
 */
export function reportText(head: readonly string[], verification: Verification): string {
  const { passed, findings, absent, limits } = verification;
  return [
    ...head,
    ...table([['output', 'relative error', 'largest error', 'PSNR dB', ''], ...findings.map(row)]),
    ...(absent.length > 0 ? [`Not in the record, so not verified: ${absent.join(', ')}`] : []),
    `${passed ? 'Passed' : 'FAILED'}: relative error up to ${limits.tolerance}, PSNR from ${limits.minPsnr} dB`,
  ].join('\n');
}

function row({ network, what, relative, maximum, psnr, passed }: Finding): string[] {
  const largest = network === 'vqgan' ? `${maximum} of 255` : maximum?.toExponential(1);
  return [
    what,
    relative?.toExponential(1) ?? '',
    largest ?? '',
    psnr?.toFixed(1) ?? '',
    passed === null ? '' : passed ? 'ok' : 'FAILED',
  ];
}
