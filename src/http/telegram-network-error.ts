import { NetworkError } from './network-error.ts';

/** No whole, readable reply came of Telegram. Its text names neither address nor token. */
export class TelegramNetworkError extends NetworkError {
  constructor(cause: unknown, written: boolean) {
    super('Telegram', cause, written);
    this.name = 'TelegramNetworkError';
  }
}
