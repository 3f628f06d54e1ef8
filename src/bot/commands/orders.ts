import { defineCommand } from '../request.ts';
import { ordersMessage } from '../views/orders.ts';

export const orders = defineCommand({
  name: 'orders',
  says: 'Orders that wait at your broker, and who gave them',
  needs: 'member',
  where: ['private', 'group'],
  isOwn: true,
  topic: 'holdings',
  changes: 'nothing',
  examples: ['/orders'],
  isRare: true,
  run:
    ({ actor }, app) =>
    () =>
      ordersMessage(app.positions.orders(actor.user)),
  buttons: {
    orders: {
      needs: 'member',
      run:
        ({ actor, subject }, app) =>
        () => ({
          edit: ordersMessage(app.positions.orders(actor.user), Number(subject['page'] ?? 0)),
        }),
    },
  },
});
