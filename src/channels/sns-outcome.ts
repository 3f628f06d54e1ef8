import type { Outcome } from '../core/alert.ts';
import type { Check } from '../core/ports/channel.ts';
import { outcomeOfFault, unreachedWords, waitMs } from './http-outcome.ts';

/** Codes of https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, without the `Exception` that the SDK adds to some. */
const THROTTLED: ReadonlySet<string> = new Set([
  'Throttled',
  'Throttling',
  'KMSThrottling',
  'TooManyRequests',
  'RequestLimitExceeded',
]);
const GONE: ReadonlyMap<string, string> = new Map([
  ['NotFound', 'Amazon SNS knows no such topic'],
  ['EndpointDisabled', 'Amazon SNS has switched this address off'],
  ['AuthorizationError', 'The AWS credentials of this program may not publish there'],
  ['OptedOut', 'Whoever has this phone number does not want text messages'],
]);
const CREDENTIALS =
  'Amazon does not accept the AWS credentials of this program: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what its host provides';
/** Never asked, or refused before anyone looked at the message. */
const WITHOUT_CREDENTIALS: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'UnrecognizedClient',
  'MissingAuthenticationToken',
  'IncompleteSignature',
]);

/** What the SDK's error means for the message. */
export function outcomeOfSns(error: unknown): Outcome {
  const { code, status } = read(error);
  if (WITHOUT_CREDENTIALS.has(code))
    return { kind: 'rejected', why: CREDENTIALS, channelDead: false };
  if (THROTTLED.has(code) || status === 429)
    return {
      kind: 'retry',
      afterMs: waitMs(retryAfterMs(error)),
      counts: false,
      code: code || '429',
    };
  const gone = GONE.get(code);
  if (gone !== undefined) return { kind: 'rejected', why: gone, channelDead: true };
  if (status === undefined || status < 300) return outcomeOfFault(error);
  if (status >= 500 || status === 408) return { kind: 'uncertain', code: String(status) };
  return {
    kind: 'rejected',
    why: `Amazon SNS answered ${status} ${code}`.trim(),
    channelDead: false,
  };
}

/** The same for a look without a message; who may publish need not be allowed to look. */
export function snsProblem(error: unknown): Check {
  if (read(error).code === 'AuthorizationError') return { isWell: true };
  const outcome = outcomeOfSns(error);
  return outcome.kind === 'rejected'
    ? { isWell: false, why: `${outcome.why}.` }
    : { isWell: false, why: unreachedWords('Amazon SNS', error) };
}

type SdkFault = { readonly code: string; readonly status: number | undefined };

function read(error: unknown): SdkFault {
  if (!(error instanceof Error)) return { code: '', status: undefined };
  const code = error.name.replace(/Exception$/, '').replace(/^Error$/, '');
  return { code: /^\w{1,60}$/.test(code) ? code : '', status: statusOf(error) };
}

function statusOf(error: Error): number | undefined {
  const meta: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof meta !== 'object' || meta === null || !('httpStatusCode' in meta)) return undefined;
  return typeof meta.httpStatusCode === 'number' ? meta.httpStatusCode : undefined;
}

function retryAfterMs(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$response' in error)) return undefined;
  const { $response: response } = error;
  if (typeof response !== 'object' || response === null || !('headers' in response))
    return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('retry-after' in headers))
    return undefined;
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
