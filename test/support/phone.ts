import { onTestFinished } from 'vitest';
import { startHttp, type SeenRequest } from './http-server.ts';

/** What a message to the phone was, by the service that carried it. */
export type Buzz = {
  readonly service: 'ntfy' | 'pushover';
  readonly title: string;
  readonly text: string;
  /** As the service counts: 1–5 at ntfy, −1 to 2 at Pushover. */
  readonly priority: number;
};

/** A phone that ntfy and Pushover reach, over real sockets. */
export type Phone = {
  /** Sets the program up for it. */
  readonly env: Readonly<Record<string, string>>;
  readonly buzzes: readonly Buzz[];
  /** What each service answers from now on; 200 at first. */
  readonly says: { ntfy: number; pushover: number };
  /** What Pushover tells of its receipts. */
  readonly receipt: { acknowledged: boolean; cancelled: number };
  /** Forgets what was heard so far. */
  forget(): void;
};

const RECEIPT = 'r'.repeat(30);

export async function startPhone(): Promise<Phone> {
  const says = { ntfy: 200, pushover: 200 };
  const receipt = { acknowledged: false, cancelled: 0 };
  const buzzes: Buzz[] = [];
  const server = await startHttp((response, request) => {
    const isPushover = request.path.startsWith('/1/');
    response.statusCode = isPushover ? says.pushover : says.ntfy;
    response.setHeader('content-type', 'application/json');
    if (response.statusCode >= 300) return response.end('{}');
    return response.end(JSON.stringify(isPushover ? pushover(request) : ntfy(request)));
  });
  onTestFinished(() => server.close());

  function ntfy({ body }: SeenRequest): object {
    const { title, message, priority } = JSON.parse(body) as Record<string, string>;
    buzzes.push({
      service: 'ntfy',
      title: title ?? '',
      text: message ?? '',
      priority: Number(priority),
    });
    return { id: 'x', event: 'message' };
  }

  function pushover({ path, body }: SeenRequest): object {
    if (path.includes('/cancel')) {
      receipt.cancelled++;
      return { status: 1, request: 'q' };
    }
    if (path.includes('/receipts/'))
      return {
        status: 1,
        request: 'q',
        acknowledged: receipt.acknowledged ? 1 : 0,
        acknowledged_at: 1_767_627_000,
        acknowledged_by_device: 'phone',
        expired: 0,
      };
    const form = new URLSearchParams(body);
    const priority = Number(form.get('priority'));
    buzzes.push({
      service: 'pushover',
      title: form.get('title') ?? '',
      text: form.get('message') ?? '',
      priority,
    });
    return { status: 1, request: 'q', ...(priority === 2 && { receipt: RECEIPT }) };
  }

  return {
    env: {
      NTFY_SERVER: server.url,
      NTFY_TOPIC: 'phone',
      PUSHOVER_API_ROOT: server.url,
      PUSHOVER_API_TOKEN: 'a'.repeat(30),
      PUSHOVER_USER_KEY: 'u'.repeat(30),
    },
    buzzes,
    says,
    receipt,
    forget: () => void buzzes.splice(0),
  };
}
