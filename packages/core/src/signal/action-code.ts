/** Actions as small numbers, for the path that decides millions of bars. */
export const ACTION_CODE = { hold: 0, buy: 1, sell: 2 } as const;
export type SignalAction = keyof typeof ACTION_CODE;
export type ActionCode = (typeof ACTION_CODE)[SignalAction];

const NAMES = ["hold", "buy", "sell"] as const;

export function actionOf(code: ActionCode): SignalAction {
  return NAMES[code];
}
